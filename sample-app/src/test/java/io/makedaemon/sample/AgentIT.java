package io.makedaemon.sample;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample with a real agent that listens on a port, Prometheus's exporter of JMX: the
 * command has it first, and the daemon then.
 */
class AgentIT {

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	private int port;

	private String option = "";

	@BeforeEach
	void configureAgent() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			this.port = socket.getLocalPort();
		}
		Path agent = Sample.JAR.resolveSibling("agents/jmx_prometheus_javaagent.jar");
		Path configuration = Files.writeString(this.directory.resolve("agent.yml"), "rules:\n- pattern: '.*'\n");
		this.option = "-javaagent:" + agent + "=" + this.port + ":" + configuration;
	}

	@Test
	@FullTier
	void isTheDaemonsWhenTheEnvironmentHasIt() {
		assertIsTheDaemons(this.sample.launch(this.directory).environment(Map.of("JAVA_TOOL_OPTIONS", this.option)));
	}

	@Test
	@JdkSensitive
	void isTheDaemonsWhenTheCommandLineHasIt() {
		assertIsTheDaemons(this.sample.launchWith(this.directory, this.option));
	}

	@Test
	@FullTier
	void isGoneWhenTheStartFails() {
		Run run = this.sample.launchWith(this.directory, this.option).args("--server.address=192.0.2.1").run();
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.stdout()).isEmpty();
		assertThat(run.stderr()).contains("192.0.2.1");
		assertThat(this.sample.processes().alive()).isEmpty();
		assertThat(Sample.temporary(this.directory)).isEmptyDirectory();
	}

	private void assertIsTheDaemons(Launch launch) {
		Run run = launch.run();
		ProcessFacts daemon = Sample.daemon(run);
		assertThat(this.sample.processes().alive()).containsExactly(daemon);
		assertThat(daemon.listensOn(this.port)).isTrue();
		assertThat(new Http(this.port).get("/metrics")).contains("jvm_");
		assertThat(Sample.http(Sample.read(Sample.log(this.directory))).get("/"))
			.startsWith("Hello from the daemon sample-app");
	}

}
