package io.makedaemon.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A supervised service under requests: who asks while it comes back has to wait, and is
 * not refused.
 */
class SupervisionIT {

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void keepsThePortOverACrash() {
		Run start = launch("--daemon.supervise.mode=on-failure", "--daemon.upgradable=true").run();
		assertThat(start.exitCode()).as(start::toString).isZero();
		Http http = Sample.http(Sample.read(Sample.log(this.directory)));
		JsonNode before = http.json("/actuator/daemon");
		assertThat(before.at("/supervisor/restarts").intValue()).isZero();
		assertThat(before.at("/supervisor/running").booleanValue()).isTrue();
		assertThat(before.at("/parentPid")).isEqualTo(before.at("/supervisor/pid"));
		new ProcessFacts(before.at("/pid").longValue()).kill();
		JsonNode after = http.json("/actuator/daemon");
		assertThat(after.at("/pid")).isNotEqualTo(before.at("/pid"));
		assertThat(after.at("/supervisor/restarts").intValue()).isEqualTo(1);
		assertThat(after.at("/supervisor/lastEnd").asString())
			.startsWith("process " + before.at("/pid") + " was killed by SIGKILL");
		assertThat(http.json("/actuator/metrics/daemon.restarts").at("/measurements/0/value").intValue()).isEqualTo(1);
		assertThat(http.json("/actuator/metrics/daemon.supervised").at("/measurements/0/value").intValue())
			.isEqualTo(1);
		Run stop = launch("--daemon.command=stop").run();
		assertThat(stop.exitCode()).as(stop::toString).isZero();
		this.sample.processes().awaitNone();
	}

	/**
	 * The supervisor keeps the socket, whatever is configured by now.
	 */
	@Test
	@FullTier
	void saysThatAnotherPortNeedsARestart() throws IOException {
		Path configuration = Sample.create(Sample.launchDirectory(this.directory)).resolve("application.properties");
		Files.writeString(configuration, "test.port=0");
		Run start = launch("--daemon.supervise=on-failure", "--daemon.upgradable=true", "--server.port=${test.port}")
			.run();
		assertThat(start.exitCode()).as(start::toString).isZero();
		Path log = Sample.log(this.directory);
		Http http = Sample.http(Sample.read(log));
		Files.writeString(configuration, "test.port=1");
		new ProcessFacts(http.json("/actuator/daemon").at("/pid").longValue()).kill();
		assertThat(http.json("/actuator/daemon").at("/supervisor/restarts").intValue()).isEqualTo(1);
		Awaitility.await("warning")
			.until(() -> Sample.read(log)
				.contains("The inherited socket server still has the port that was set when the daemon was started: "
						+ "the port that is set now needs a restart or an upgrade"));
	}

	private Launch launch(String... arguments) {
		return this.sample.launch(this.directory, "--daemon.pid-file=" + this.directory.resolve("app.pid"))
			.args(arguments);
	}

}
