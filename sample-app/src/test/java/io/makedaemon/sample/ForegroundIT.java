package io.makedaemon.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that stays in the foreground is what it is without the starter.
 */
class ForegroundIT {

	private static final int ENDED_BY_SIGTERM = 128 + 15;

	private static final int FIRST_WITH_AOT_CACHES = 25;

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	@Test
	void staysWhenPropertySaysSo() {
		assertForeground(this.sample.launch(this.directory, "--daemon.enabled=false"), "daemon.enabled is false");
	}

	@Test
	@FullTier
	void staysWhenVariableSaysSo() {
		assertForeground(this.sample.launch(this.directory).environment(Map.of("DAEMON_ENABLED", "false")),
				"daemon.enabled is false");
	}

	@Test
	@FullTier
	void staysWhenServiceManagerWaitsForIt() {
		assertForeground(this.sample.launch(this.directory).environment(Map.of("NOTIFY_SOCKET", "/run/none")),
				"service manager: NOTIFY_SOCKET is set");
	}

	@Test
	@FullTier
	void staysInTrainingRun() {
		Run run = this.sample.launch(this.directory)
			.environment(Map.of("JDK_JAVA_OPTIONS", "-Dspring.context.exit=onRefresh"))
			.run();
		assertThat(run.exitCode()).isZero();
		assertThat(run.stdout()).contains("Starting SampleApplication").doesNotContain("is ready");
		assertThat(this.sample.processes().alive()).isEmpty();
		assertThat(Sample.launchDirectory(this.directory)).isEmptyDirectory();
	}

	/**
	 * Told by the environment, as image builders do it; what is recorded is there when
	 * the program ends.
	 */
	@Test
	@FullTier
	@JdkSensitive
	void staysWhenItsJvmRecordsAnArchive() {
		Path archive = this.directory.resolve("archive");
		String option = (Jdk.underTest().version() >= FIRST_WITH_AOT_CACHES) ? "-XX:AOTCacheOutput="
				: "-XX:ArchiveClassesAtExit=";
		Started application = this.sample.launch(this.directory)
			.environment(Map.of("JAVA_TOOL_OPTIONS", option + archive))
			.start();
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.until(() -> application.stdout().contains("Started SampleApplication"));
		assertThat(Sample.http(application.stdout()).json("/actuator/daemon").get("decision").asString())
			.isEqualTo("foreground: training run");
		new ProcessFacts(application.pid()).signal("TERM");
		application.await();
		assertThat(archive).isNotEmptyFile();
	}

	private void assertForeground(Launch launch, String reason) {
		Started application = launch.start();
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.until(() -> application.stdout().contains("Started SampleApplication"));
		Http http = Sample.http(application.stdout());
		assertThat(http.get("/")).isEqualTo("Hello from the parent sample-app, pid " + application.pid() + "\n");
		assertThat(http.json("/actuator/daemon").get("stage").asString()).isEqualTo("parent");
		assertThat(http.json("/actuator/daemon").get("decision").asString()).isEqualTo("foreground: " + reason);
		assertThat(http.json("/actuator/metrics/daemon.stage").at("/measurements/0/value").asDouble()).isZero();
		assertThat(application.stdout()).containsOnlyOnce("chatty library: still here, line 1");
		assertThat(this.sample.processes().alive()).containsExactly(new ProcessFacts(application.pid()));
		new ProcessFacts(application.pid()).signal("TERM");
		Run run = application.await();
		assertThat(run.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
		assertThat(run.stdout()).contains("Graceful shutdown complete");
		assertThat(run.stderr()).isEqualTo("chatty library: nothing to worry about, line 1\n");
		assertThat(Sample.launchDirectory(this.directory)).isEmptyDirectory();
	}

}
