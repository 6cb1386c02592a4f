package io.makedaemon;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.programs.Program;
import io.makedaemon.programs.SocketAgent;
import io.makedaemon.testsupport.ClassPath;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JarFiles;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Options by which a JVM holds a port or a file: the daemon's JVM has it, the first
 * child's never did, and the parent's has given it up, though the parent is still there
 * and waits.
 */
@JdkSensitive
class ExclusiveOptionsIT {

	private static final int SIGINT = 128 + 2;

	private static final int SIGHUP = 128 + 1;

	private static final long HEAP = 256L << 20;

	@RegisterExtension
	final Programs programs = new Programs().withPlainJvm().untraced();

	@TempDir
	Path directory;

	private int port;

	@BeforeEach
	void findFreePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			this.port = socket.getLocalPort();
		}
	}

	@Test
	void givesPortToTheDaemon() throws IOException {
		givesPortToTheDaemon("debugger", "command line",
				"-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:$port");
	}

	@FullTier
	@ParameterizedTest(name = "{0}, {1}")
	@CsvSource(delimiter = '|', textBlock = """
			debugger | JAVA_TOOL_OPTIONS | -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:$port
			JMX      | command line      | $jmx -Dcom.sun.management.jmxremote.port=$port
			JMX      | JAVA_TOOL_OPTIONS | $jmx -Dcom.sun.management.jmxremote.port=$port
			agent    | command line      | -javaagent:$agent=$port
			agent    | JDK_JAVA_OPTIONS  | -javaagent:$agent=$port
			""")
	void givesPortToTheDaemon(String kind, String where, String option) throws IOException {
		Started parent = launch(where, option.replace("$agent", agent().toString())
			.replace("$port", Integer.toString(this.port))
			.replace("$jmx",
					"-Dcom.sun.management.jmxremote.ssl=false -Dcom.sun.management.jmxremote.authenticate=false"),
				"then=readyOnGo", "attr.startTimeout=PT60S")
			.start();
		Programs.facts(this.directory);
		ProcessFacts waiting = new ProcessFacts(parent.pid());
		assertThat(waiting.commandLine()).contains(Stage0Waiting.class.getName());
		assertThat(waiting.descriptors().values()).noneMatch((target) -> target.startsWith("socket:"));
		assertThat(firstChild().descriptors().values()).noneMatch((target) -> target.startsWith("socket:"));
		assertThat(daemon().listensOn(this.port)).isTrue();
		assertThat(parent.isAlive()).isTrue();
		Programs.go(this.directory);
		Run run = parent.await();
		ProcessFacts daemon = Programs.daemon(run);
		assertThat(this.programs.processes().alive()).containsExactly(daemon);
		assertThat(daemon.listensOn(this.port)).isTrue();
		assertThat(this.directory.resolve("tmp")).isEmptyDirectory();
	}

	@Test
	void givesFileToTheDaemon() {
		givesFileToTheDaemon("log", "JAVA_TOOL_OPTIONS", "-Xlog:gc*:file=$file");
	}

	@FullTier
	@ParameterizedTest(name = "{0}, {1}")
	@CsvSource(delimiter = '|', textBlock = """
			log       | command line      | -Xlog:gc*:file=$file
			GC log    | command line      | -Xloggc:$file
			recording | command line      | -XX:StartFlightRecording:filename=$file
			recording | JAVA_TOOL_OPTIONS | -XX:StartFlightRecording:filename=$file
			""")
	void givesFileToTheDaemon(String kind, String where, String option) {
		Path file = this.directory.resolve("the file");
		Started parent = launch(where, option.replace("$file", file.toString().replace(' ', '_')), "then=readyOnGo",
				"attr.startTimeout=PT60S")
			.start();
		Programs.facts(this.directory);
		assertThat(new ProcessFacts(parent.pid()).commandLine()).contains(Stage0Waiting.class.getName());
		assertThat(new ProcessFacts(parent.pid()).descriptors().values())
			.filteredOn((target) -> target.contains(this.directory.toString()))
			.as("only the lock of the private directory")
			.allMatch((target) -> target.endsWith("/lock (deleted)"));
		assertThat(daemon().descriptors().values())
			.anyMatch((target) -> target.startsWith(this.directory.toString()) && !target.endsWith("(deleted)"));
		Programs.go(this.directory);
		ProcessFacts daemon = Programs.daemon(parent.await());
		daemon.signal("TERM");
		this.programs.processes().awaitNone();
		assertThat(this.directory.resolve("the_file")).isNotEmptyFile();
		// Nor is there anything of the parent's recording
		assertThat(this.directory.resolve("tmp")).isEmptyDirectory();
	}

	/**
	 * A heap that is in memory from the start is not there twice.
	 */
	@Test
	@FullTier
	void givesMemoryToTheDaemon() {
		Started parent = launch("command line", "-Xms256m -Xmx256m -XX:+AlwaysPreTouch", "then=readyOnGo",
				"attr.startTimeout=PT60S")
			.start();
		Programs.facts(this.directory);
		assertThat(daemon().residentMemory()).isGreaterThan(HEAP);
		assertThat(new ProcessFacts(parent.pid()).residentMemory()).isLessThan(HEAP / 2);
		Programs.go(this.directory);
		Programs.daemon(parent.await());
	}

	@Test
	void givesPortToTheDaemonThatIsNotWaitedFor() throws IOException {
		ProcessFacts daemon = Programs.daemon(launch("command line", "-javaagent:" + agent() + "=" + this.port));
		Programs.facts(this.directory);
		assertThat(daemon.listensOn(this.port)).isTrue();
		assertThat(this.programs.processes().alive()).containsExactly(daemon);
	}

	@Test
	void tellsFailureAndExitCode() throws IOException {
		Run run = agentLaunch("then=exit").run();
		assertThat(run.exitCode()).isEqualTo(3);
		assertThat(run.stdout()).isEmpty();
		assertThat(run.stderr()).isEqualTo("""
				the daemon ended with exit code 3 before it was ready; it had printed:
				printed before the end
				""");
		assertNothingIsLeft();
	}

	@Test
	void tellsFailureOfCall() throws IOException {
		Run run = agentLaunch("attr.workingDirectory=" + this.directory.resolve("missing")).run();
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.stderr()).isEqualTo("cannot enter the working directory " + this.directory.resolve("missing")
				+ ": No such file or directory (chdir: ENOENT)\n");
		assertNothingIsLeft();
	}

	@Test
	@FullTier
	void endsDaemonThatIsNotReadyInTime() throws IOException {
		Run run = agentLaunch("then=readyOnGo", "attr.startTimeout=PT5S").run();
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.stderr()).startsWith("the daemon was not ready within 5 seconds, and was stopped\n")
			.contains("io.makedaemon.programs.Go.await");
		assertNothingIsLeft();
	}

	@Test
	void isCancelled() throws IOException {
		isCancelled("INT", SIGINT);
	}

	@FullTier
	@ParameterizedTest
	@CsvSource("HUP, " + SIGHUP)
	void isCancelled(String signal, int exitCode) throws IOException {
		Started parent = agentLaunch("then=readyOnGo").shell("exec env --default-signal \"$@\"").start();
		Programs.facts(this.directory);
		new ProcessFacts(parent.pid()).signal(signal);
		Run run = parent.await();
		assertThat(run.exitCode()).isEqualTo(exitCode);
		assertThat(run.stderr()).isEqualTo("java: the start was cancelled\n");
		assertNothingIsLeft();
	}

	@Test
	void handsOverDescriptorsOfTheCaller() throws IOException {
		Path file = Files.createFile(this.directory.resolve("inherited"));
		ProcessFacts daemon = Programs.daemon(agentLaunch("attr.descriptor=" + file));
		assertThat(daemon.descriptors()).containsEntry(3, file.toString());
	}

	private Launch agentLaunch(String... properties) throws IOException {
		return launch("command line", "-javaagent:" + agent() + "=" + this.port,
				Stream.concat(Stream.of("attr.startTimeout=PT60S"), Stream.of(properties)).toArray(String[]::new));
	}

	private Launch launch(String where, String option, String... properties) {
		Path temporary = this.directory.resolve("tmp");
		try {
			Files.createDirectory(temporary);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		boolean commandLine = where.equals("command line");
		String[] all = Stream
			.of(Stream.of("java.io.tmpdir=" + temporary, "--enable-native-access=ALL-UNNAMED"),
					commandLine ? Stream.of(option.split(" ", -1)) : Stream.<String>empty(), Stream.of(properties))
			.flatMap((stream) -> stream)
			.toArray(String[]::new);
		Launch launch = this.programs.program(Program.class, this.directory, all);
		return commandLine ? launch : launch.environment(Map.of(where, option));
	}

	private Path agent() {
		Path agent = this.directory.resolve("agent.jar");
		JarFiles.create(agent, new ClassPath(List.of()), Map.of("Premain-Class", SocketAgent.class.getName()));
		return agent;
	}

	private ProcessFacts firstChild() {
		return process(Stage1FirstChild.class.getName());
	}

	private ProcessFacts daemon() {
		return process("-D__DAEMON_STAGE=");
	}

	private ProcessFacts process(String argument) {
		return this.programs.processes()
			.alive()
			.stream()
			.filter((process) -> process.toString().contains(argument))
			.findFirst()
			.orElseThrow();
	}

	private void assertNothingIsLeft() {
		this.programs.processes().awaitNone();
		assertThat(this.directory.resolve("tmp")).isEmptyDirectory();
	}

}
