package io.makedaemon.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Other ways to start: without waiting, on a terminal, with a logging configuration of
 * the user's own.
 */
class StartIT {

	private static final String LOGBACK = """
			<configuration>
				<appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
					<encoder><pattern>printed: %%msg%%n</pattern></encoder>
				</appender>
				<appender name="ASYNC" class="ch.qos.logback.classic.AsyncAppender">
					<appender-ref ref="CONSOLE"/>
				</appender>
				<appender name="FILE" class="ch.qos.logback.core.FileAppender">
					<file>%s</file>
					<encoder><pattern>%%level %%logger: %%msg%%n</pattern></encoder>
				</appender>
				<root level="INFO">
					<appender-ref ref="ASYNC"/>
					<appender-ref ref="CONSOLE"/>
					<appender-ref ref="FILE"/>
				</root>
			</configuration>
			""";

	private static final Duration WAIT = Duration.ofSeconds(30);

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void doesNotWaitAndCapturesNothingWhenTold() {
		Run run = this.sample.launch(this.directory, "--daemon.start-timeout=0", "--daemon.capture-output=false").run();
		Path log = Sample.log(this.directory);
		assertThat(Sample.read(log)).doesNotContain("Started SampleApplication");
		ProcessFacts daemon = Sample.daemon(run);
		assertThat(run.stdout()).isEqualTo("sample-app was started, pid " + daemon.pid() + ", log file " + log + "\n");
		assertThat(run.stderr()).isEmpty();
		Sample.await(log, "Started SampleApplication");
		assertThat(daemon.descriptors()).containsEntry(0, "/dev/null")
			.containsEntry(1, "/dev/null")
			.containsEntry(2, "/dev/null");
		JsonNode description = Sample.http(Sample.read(log)).json("/actuator/daemon");
		assertThat(description.get("stage").asString()).isEqualTo("daemon");
		assertThat(description.has("capture")).isFalse();
		assertThat(Sample.read(log)).doesNotContain("chatty library");
	}

	@Test
	void outlivesItsTerminal() {
		Run run = this.sample.launch(this.directory).onTerminal().run();
		ProcessFacts daemon = Sample.daemon(run);
		// The line that has shown the progress is erased
		assertThat(run.stdout()).matches(
				"(?s)(\u001b\\[\\?7l\r.*\r +\b+\u001b\\[\\?7h)?sample-app is ready after [^\r\n]*, pid \\d+, log file [^\r\n]*\r\n");
		assertThat(daemon.terminal()).isZero();
		assertThat(daemon.descriptors().values()).noneMatch((target) -> target.startsWith("/dev/pts"));
		Http http = Sample.http(Sample.read(Sample.log(this.directory)));
		assertThat(http.get("/")).startsWith("Hello from the daemon sample-app");
		assertThat(http.json("/actuator/health/readiness").get("status").asString()).isEqualTo("UP");
		assertThat(this.sample.processes().alive()).containsExactly(daemon);
	}

	/**
	 * Everything that it writes to can be named, and the JVM has nothing to warn of.
	 */
	@Test
	@FullTier
	@EnabledIfRoot
	void canDoWithOneDirectoryThatIsNotReadOnly() {
		this.sample.untraced();
		Run run = this.sample.launch(this.directory, "--daemon.pid-file=" + this.directory.resolve("sample-app.pid"))
			.shell("set -e; mount --bind " + this.directory + " " + this.directory
					+ "; mount -o remount,bind,ro /; cd \"$PWD\"; if touch /file; then exit 98; fi; exec \"$@\"")
			.shell("exec unshare --mount --propagation private \"$@\"")
			.run();
		assumeThat(run.stderr()).as("file systems can be mounted").doesNotContain("unshare failed");
		ProcessFacts daemon = Sample.daemon(run);
		assertThat(run.stderr()).startsWith("touch: ").hasLineCount(1);
		assertThat(daemon.isAlive()).isTrue();
		assertThat(Sample.read(Sample.log(this.directory))).doesNotContain("WARNING");
	}

	@Test
	@FullTier
	void printsNothingWhateverTheUsersLoggingConfigurationSays() throws IOException {
		Path log = this.directory.resolve("own.log");
		Path launchDirectory = Sample.create(Sample.launchDirectory(this.directory));
		Files.writeString(launchDirectory.resolve("own.xml"), LOGBACK.formatted(log));
		Run run = this.sample
			.launch(this.directory, "--logging.config=file:own.xml", "--logging.threshold.console=TRACE",
					"--spring.main.banner-mode=off")
			.run();
		ProcessFacts daemon = Sample.daemon(run);
		assertThat(run.stdout())
			.matches("sample-app is ready after \\d+\\.\\d seconds, pid " + daemon.pid() + ", log file " + log + "\n");
		Http http = Sample.http(Sample.read(log));
		http.get("/");
		Sample.await(log, "WARN daemon.stderr: chatty library");
		Sample.await(log, "INFO daemon.stdout: chatty library");
		Sample.await(log, "The daemon is ready");
		long size = Files.size(log);
		Awaitility.await().atMost(WAIT).during(Duration.ofSeconds(1)).until(() -> Files.size(log) == size);
		assertThat(http.json("/actuator/daemon").at("/capture/stdout/lines").asLong()).isEqualTo(1);
		assertThat(Sample.read(log)).containsOnlyOnce("chatty library: still here").doesNotContain("printed: ");
		assertThat(Sample.log(this.directory)).doesNotExist();
	}

}
