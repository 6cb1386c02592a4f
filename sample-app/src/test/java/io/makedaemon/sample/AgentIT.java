package io.makedaemon.sample;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample with real agents. One that listens on a port, Prometheus's exporter of JMX,
 * the command has first, and the daemon then; from the launcher, only the daemon has it.
 */
@Execution(ExecutionMode.CONCURRENT)
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
		this.option = option("jmx_prometheus_javaagent=$port:$file");
	}

	private String option(String agent) throws IOException {
		Path file = Files.writeString(this.directory.resolve("agent.yml"), "rules:\n- pattern: '.*'\n");
		return "-javaagent:" + Sample.JAR.resolveSibling("agents") + "/"
				+ agent.replaceFirst("^[^=]+", "$0.jar")
					.replace("$port", Integer.toString(this.port))
					.replace("$file", file.toString());
	}

	@Test
	@FullTier
	void isTheDaemonsWhenTheEnvironmentHasIt() {
		Map<String, String> variable = Map.of("JAVA_TOOL_OPTIONS", this.option);
		String[] pidFile = { "--daemon.pid-file=" + this.directory.resolve("pid") };
		assertIsTheDaemons(this.sample.launch(this.directory, pidFile).environment(variable));
		Run ended = this.sample.launch(this.directory, pidFile)
			.args("--daemon.command=stop")
			.environment(variable)
			.run();
		assertThat(ended.exitCode()).as("its port is the daemon's").isEqualTo(1);
		assertThat(ended.stderr()).contains("BindException");
		Run stop = this.sample.launch(this.directory, pidFile).args("--daemon.command=stop").run();
		assertThat(stop.exitCode()).as(stop::toString).isZero();
	}

	@Test
	@FullTier
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

	/**
	 * They would print to the terminal, and not be able to open the port.
	 */
	@FullTier
	@JdkSensitive
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			opentelemetry-javaagent  | INFO .* INFO io.opentelemetry.* - version
			elastic-apm-agent        | WARN .* WARN  co.elastic.apm.* application_packages
			jmx_prometheus_javaagent=$port:$file |
			org.jacoco.agent=output=tcpserver,address=127.0.0.1,port=$port |
			""")
	void isOnlyTheDaemonsFromTheLauncher(String agent, @Nullable String logged) throws IOException {
		Path jar = Files.copy(Sample.JAR, this.directory.resolve("app.jar"));
		Path cache = this.directory.resolve("cache");
		Map<String, String> environment = Map.of("DAEMON_CACHEDIRECTORY", cache.toString(), "DAEMON_PIDFILE",
				this.directory + "/pid", "SERVER_PORT", "0", "OTEL_TRACES_EXPORTER", "none", "OTEL_METRICS_EXPORTER",
				"none", "OTEL_LOGS_EXPORTER", "none", "ELASTIC_APM_DISABLE_SEND", "true");
		Run prepare = this.sample.launch(jar, this.directory, List.of(option(agent)), "--daemon.command=prepare")
			.environment(environment)
			.run();
		assertThat(prepare.stdout()).as(prepare::toString)
			.contains("sample-app was prepared in ", " and a class-data archive, ");
		Launch start = launcher(cache, environment, "start");
		ProcessFacts daemon = Sample.daemon(expectNothingOfAgent(start));
		assertThat(daemon.commandLine()).contains(option(agent),
				"-XX:SharedArchiveFile=" + cache.resolve("current").toRealPath() + "/classes.jsa");
		assertThat(daemon.listensOn(this.port)).isEqualTo(agent.contains("$port"));
		Run status = expectNothingOfAgent(launcher(cache, environment, "status"));
		assertThat(status.stdout()).startsWith("sample-app is running, ");
		if (logged != null) {
			assertThat(Sample.read(Sample.log(this.directory))).as("at the level that it has there")
				.containsPattern("(?m)^[^ ]+ +" + logged);
		}
		expectNothingOfAgent(launcher(cache, environment, "stop"));
		assertThat(daemon.isAlive()).isFalse();
	}

	private Launch launcher(Path cache, Map<String, String> environment, String command) {
		return this.sample.processes()
			.program(cache.resolve(Sample.NAME).toString())
			.args(command)
			.environment(environment);
	}

	private static Run expectNothingOfAgent(Launch launch) {
		Run run = launch.run();
		assertThat(run.exitCode()).as(run::toString).isZero();
		assertThat(run.stdout()).hasLineCount(1);
		assertThat(run.stderr()).isEmpty();
		return run;
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
