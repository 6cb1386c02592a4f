package io.makedaemon.sample;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.programs.SocketAgent;
import io.makedaemon.testsupport.ClassPath;
import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JarFiles;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The launcher script that {@code --daemon.command=prepare} makes does what the jar does,
 * from any directory. The JVM has an agent that listens on a port, and logs to a file:
 * who else than the daemon had the agent would not get far while the daemon runs.
 */
class LauncherIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final int NOBODY = 65534;

	/** By SIGTERM. */
	private static final int TERMINATED = 143;

	private static final String ARGUMENT = "--example=it's \"$HOME\" `id` \\";

	/** Of the parent's JVM only. */
	private static final String PARENT_OPTION = "-XX:-UsePerfData";

	@RegisterExtension
	static final Sample sample = new Sample();

	@TempDir
	static Path directory;

	private static Path jar = Sample.JAR;

	private static int agentPort;

	private static String agent = "";

	/**
	 * Each test leaves something that is prepared.
	 */
	@BeforeAll
	static void prepare() throws IOException {
		jar = Files.copy(Sample.JAR, directory.resolve("it's.jar"));
		try (ServerSocket socket = new ServerSocket(0)) {
			agentPort = socket.getLocalPort();
		}
		JarFiles.create(agentJar(), ClassPath.of(SocketAgent.class),
				Map.of("Premain-Class", SocketAgent.class.getName()));
		agent = "-javaagent:" + agentJar() + "=" + agentPort;
		Run run = sample
			.launch(jar, directory, List.of(agent), ARGUMENT, "--daemon.command=prepare",
					"--server.servlet.context-path=/test")
			.environment(environment())
			.run();
		assertThat(run.exitCode()).as(run::toString).isZero();
		assertThat(run.stdout()).endsWith(" MB, launcher " + directory + "/cache/sample-app\n");
	}

	@AfterEach
	void endDaemon() throws IOException {
		sample.end();
		Files.deleteIfExists(Sample.log(directory));
		Files.deleteIfExists(directory.resolve("sample-app.pid"));
	}

	@Test
	@FullTier
	@JdkSensitive
	void doesWhatTheJarDoes() throws IOException {
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("cache/sample-app"))))
			.as("it has options and arguments in it")
			.isEqualTo("rwx------");
		expect(3, "sample-app is not running\n", run("status"));
		List<Path> logs = logsOfJvms();
		Run start = run("start", "--sample.more=yes", "--sample.chatter-rate=PT2H");
		assertThat(start.stderr()).isEmpty();
		ProcessFacts daemon = Sample.daemon(start);
		Path prepared = directory.resolve("cache/current").toRealPath();
		assertThat(daemon.commandLine())
			.containsSubsequence("-jar", prepared + "/app/it's.jar", ARGUMENT, "--server.servlet.context-path=/test",
					"--daemon.command=start", "--sample.more=yes", "--sample.chatter-rate=PT2H")
			.contains(agent, "-XX:TieredStopAtLevel=1", "-XX:SharedArchiveFile=" + prepared + "/classes.jsa")
			.doesNotContain(PARENT_OPTION, "--daemon.command=prepare", "--sample.chatter-rate=PT1H")
			.noneMatch(
					(argument) -> argument.startsWith("-D__DAEMON_LAUNCHED") || argument.startsWith("-D__DAEMON_KEPT"));
		assertThat(daemon.environment()).contains("JAVA_TOOL_OPTIONS=" + environment().get("JAVA_TOOL_OPTIONS"))
			.noneMatch((variable) -> variable.startsWith("__DAEMON_"));
		assertThat(daemon.listensOn(agentPort)).isTrue();
		Http http = Sample.http(Sample.read(Sample.log(directory)));
		assertThat(http.get("/test/")).startsWith("Hello from the daemon sample-app");
		assertThat(http.json("/test/actuator/daemon").get("launchDirectory").asString())
			.isEqualTo(Sample.launchDirectory(directory).toString());

		expect(0, "sample-app is already running, pid " + daemon.pid() + "\n", run("start"));
		Run second = run();
		assertThat(second.exitCode()).isEqualTo(1);
		assertThat(second.stderr()).contains("locked by process " + daemon.pid());
		expect(0, "sample-app is running, .* pid " + daemon.pid() + ", health UP, .*\n", run("status"));
		expect(0, "sample-app was told to reload, pid " + daemon.pid() + "\n", run("reload"));
		Run restart = run("restart");
		expect(0, "sample-app was stopped after .*\nsample-app is ready after .*\n", restart);
		assertThat(daemon.isAlive()).isFalse();
		assertThat(logsOfJvms()).as("only daemons").hasSize(logs.size() + 2);
		expect(0, "sample-app was stopped after .*\n", run("force-stop"));
		assertThat(sample.processes().alive()).isEmpty();

		Run log = run("log", "-n", "1");
		assertThat(log.exitCode()).isZero();
		assertThat(log.stdout()).hasLineCount(1).isSubstringOf(Sample.read(Sample.log(directory)));
		for (String wrong : List.of("-1", "-fn", "-n")) {
			Run refused = run("log", wrong);
			assertThat(refused.exitCode()).isEqualTo(2);
			assertThat(refused.stderr()).endsWith("/cache/sample-app log [-f] [-n LINES]\n");
		}
		Started look = launcher("log", "-f", "-n", "1").start();
		Awaitility.await().atMost(TIMEOUT).until(() -> look.stdout().equals(log.stdout()));
		new ProcessFacts(look.pid()).signal("TERM");
		assertThat(look.await().exitCode()).isEqualTo(TERMINATED);
		Run help = run("help");
		assertThat(help.exitCode()).isZero();
		assertThat(help.stdout()).startsWith("Usage: " + directory + "/cache/sample-app <command>\n");
		Run found = sample.processes()
			.program("sh")
			.args("-c", "PATH='" + directory + "/cache':$PATH; sample-app help")
			.environment(environment())
			.run();
		assertThat(found.stdout()).startsWith("Usage: sample-app <command>\n");
		Run misspelt = run("strat");
		assertThat(misspelt.exitCode()).isEqualTo(2);
		assertThat(misspelt.stderr()).endsWith("; did you mean start?\n");
	}

	/**
	 * In a shell of its own, by the keys that a user presses.
	 */
	@ParameterizedTest
	@FullTier
	@ValueSource(strings = { "bash --norc -i", "zsh -f -i", "fish --no-config" })
	void completesItsArguments(String shell) throws IOException {
		String name = shell.substring(0, shell.indexOf(' '));
		assumeThat(isInstalled(name)).as(name + " is installed").isTrue();
		Path script = directory.resolve("completion." + name);
		Run completion = run("completion", name);
		assertThat(completion.exitCode()).as(completion::toString).isZero();
		Files.writeString(script, completion.stdout());
		Started started = sample.processes()
			.program("sh")
			.args("-c", "exec " + shell)
			.environment(Map.of("TERM", "dumb", "HOME", directory.toString()))
			.onTerminal()
			.start();
		if (name.equals("zsh")) {
			started.type("autoload -U compinit && compinit -D\n");
		}
		started.type(name.equals("fish") ? "function sample-app; echo \"given: $argv\"; end\n"
				: "sample-app() { echo \"given: $*\"; }\n");
		started.type("source '" + script + "'\n");
		started.type("sample-app comp\tz\t\n");
		started.type("sample-app uni\t--daemon.unit.format=la\t\n");
		started.type("exit\n");
		assertThat(started.await().stdout()).contains("given: completion zsh",
				"given: unit --daemon.unit.format=launchd");
	}

	private static boolean isInstalled(String program) {
		return Stream.of(System.getenv("PATH").split(":", -1))
			.anyMatch((path) -> Files.isExecutable(Path.of(path, program)));
	}

	@Test
	@FullTier
	void completesForShellsThatItKnows() throws IOException {
		Run run = run("completion", "tcsh");
		assertThat(run.exitCode()).isEqualTo(2);
		assertThat(run.stderr()).endsWith("sample-app completion bash|zsh|fish\n");
		Path option = Files.createSymbolicLink(directory.resolve("-o"), directory.resolve("cache/sample-app"));
		Run refused = sample.processes().program(option.toString()).args("completion", "bash").run();
		assertThat(refused.exitCode()).isEqualTo(1);
		assertThat(refused.stderr()).isEqualTo("-o: a shell completes no command with such a name\n");
	}

	/**
	 * What is for more than one JVM, a command has too.
	 */
	@Test
	void givesCommandsWhatVariablesSayButForAgents() {
		Run status = launcher("status")
			.environment(Map.of("JAVA_TOOL_OPTIONS", "-javaagent:/missing.jar -D'daemon.program-name'=\"my orders\"",
					"JDK_JAVA_OPTIONS", "-Dexample=yes", "_JAVA_OPTIONS", "-agentlib:missing -Xlog:gc:/missing/gc.log"))
			.run();
		expect(3, "my orders is not running\n", status);
		assertThat(status.stderr().lines()).hasSize(2).allMatch((line) -> line.contains("Picked up J"));
		Run archive = launcher("status").environment(Map.of("JAVA_TOOL_OPTIONS", "-javaagent:/missing.jar -Xshare:auto",
				"_JAVA_OPTIONS", "-agentlib:missing -Dexample=yes"))
			.run();
		expect(3, "sample-app is not running\n", archive);
		Run unknown = launcher("status").environment(Map.of("JDK_JAVA_OPTIONS", "@" + directory + "/missing")).run();
		assertThat(unknown.exitCode()).isEqualTo(1);
		assertThat(unknown.stderr()).as("it may be anything").contains(directory + "/missing");
	}

	/**
	 * It may be anybody's, so what was prepared is not used.
	 */
	@Test
	@FullTier
	void keepsLogsOfJvmsAwayFromCommandsWhereVariablesNameAnArchive() throws IOException {
		String options = environment().get("JAVA_TOOL_OPTIONS") + "-Xshare:auto";
		Map<String, String> variable = Map.of("JAVA_TOOL_OPTIONS", options);
		List<Path> logs = logsOfJvms();
		Run start = launcher("start").environment(variable).run();
		assertThat(start.stderr()).contains("its JVM already has an option for an archive");
		ProcessFacts daemon = Sample.daemon(start);
		assertThat(daemon.commandLine()).contains(agent, jar.toString(), ARGUMENT)
			.noneMatch((argument) -> argument.contains("/cache/"));
		assertThat(daemon.environment()).contains("JAVA_TOOL_OPTIONS=" + options);
		assertThat(daemon.listensOn(agentPort)).isTrue();
		expect(0, "sample-app is running, .*\n", launcher("status").environment(variable).run());
		expect(0, "sample-app was stopped after .*\n", launcher("stop").environment(variable).run());
		assertThat(logsOfJvms()).as("only the daemon's").hasSize(logs.size() + 1);
	}

	@Test
	@JdkSensitive
	void runsItInTheForegroundWithTheArchiveAndTheUsersOptions() throws IOException {
		Path prepared = directory.resolve("cache/current").toRealPath();
		Started application = launcher("run").start();
		Awaitility.await().atMost(TIMEOUT).until(() -> application.stdout().contains("Started SampleApplication"));
		ProcessFacts process = new ProcessFacts(application.pid());
		assertThat(process.commandLine()).contains(agent, prepared + "/app/it's.jar", ARGUMENT)
			.anyMatch((argument) -> argument.contains(prepared + "/classes."))
			.doesNotContain(PARENT_OPTION);
		assertThat(sample.processes().alive()).containsExactly(process);
		process.signal("TERM");
		assertThat(application.await().exitCode()).isEqualTo(143);
	}

	/**
	 * The script has given its JVM options that are not for a service.
	 */
	@Test
	@FullTier
	void becomesTheProgramWhereItIsNotToBeADaemon() throws IOException {
		Started application = launcher("start", "--daemon.enabled=false").start();
		Awaitility.await().atMost(TIMEOUT).until(() -> application.stdout().contains("Started SampleApplication"));
		ProcessFacts process = new ProcessFacts(application.pid());
		assertThat(process.listensOn(agentPort)).isTrue();
		assertThat(process.commandLine()).contains(agent, jar.toString(), ARGUMENT, "--daemon.enabled=false")
			.doesNotContain(PARENT_OPTION)
			.noneMatch((argument) -> argument.contains("/cache/"));
		assertThat(sample.processes().alive()).containsExactly(process);
		assertThat(Sample.temporary(directory)).as("nothing is left of the JVM before").satisfies((temporary) -> {
			try (var files = Files.list(temporary)) {
				assertThat(files.filter((file) -> file.getFileName().toString().startsWith("makedaemon-"))).isEmpty();
			}
		});
		process.signal("TERM");
		assertThat(application.await().exitCode()).isEqualTo(143);
	}

	/**
	 * The program is not run with the options of a parent then.
	 */
	@Test
	@FullTier
	@EnabledIfRoot
	void saysWhatToDoWhereItCannotBecomeTheProgram() {
		String mount = "mount -t tmpfs -o noexec none '" + Sample.create(Sample.temporary(directory)) + "'";
		assumeThat(sample.processes().program("unshare").args("-m", "sh", "-c", mount).run().exitCode())
			.as("file systems can be mounted")
			.isZero();
		String script = "exec unshare -m sh -c \"" + mount + " && exec \\\"\\$@\\\"\" sh \"$@\"";
		String training = "-XX:DumpLoadedClassList=" + directory.resolve("classes");
		for (Launch launch : List.of(launcher("start", "--daemon.enabled=false"),
				launcher("start").environment(Map.of("JAVA_TOOL_OPTIONS", training)))) {
			Run run = launch.shell(script).run();
			assertThat(run.exitCode()).as(run::toString).isEqualTo(1);
			assertThat(run.stdout()).isEmpty();
			assertThat(run.stderr()).startsWith("the native library cannot be loaded: ")
				.endsWith("choose another one with -Djava.io.tmpdir=..., or give the launcher the command run\n")
				.hasLineCount(1);
		}
	}

	@Test
	@FullTier
	void goesThePlainWayWhereItIsNotWhatWasPrepared() throws IOException {
		FileTime before = change(jar);
		Run start = run("start");
		assertThat(start.stderr()).isEqualTo("sample-app starts without its preparation in " + directory
				+ "/cache: the jar has changed since (run --daemon.command=prepare again)\n");
		ProcessFacts daemon = Sample.daemon(start);
		assertThat(daemon.listensOn(agentPort)).isTrue();
		assertThat(daemon.commandLine()).contains(agent, jar.toString(), ARGUMENT)
			.noneMatch((argument) -> argument.contains("/cache/"));
		expect(0, "sample-app was stopped after .*\n", run("stop"));
		Files.setLastModifiedTime(jar, before);
	}

	@Test
	@FullTier
	void isPreparedAgainByItself() throws IOException {
		change(jar);
		expect(0, "sample-app was prepared in .*\n", run("prepare"));
		ProcessFacts daemon = Sample.daemon(run("start"));
		assertThat(daemon.commandLine()).contains(directory.resolve("cache/current").toRealPath() + "/app/it's.jar");
	}

	/**
	 * No JVM has started by then.
	 */
	@Test
	@EnabledIfRoot
	void isNotRunByRootWhereAnotherUserCanChangeWhatItRuns() throws IOException {
		Path prepared = directory.resolve("cache/current").toRealPath();
		Path archive = Stream.of("classes.jsa", "classes.aot")
			.map(prepared::resolve)
			.filter(Files::exists)
			.findFirst()
			.orElseThrow();
		for (Path path : List.of(prepared.resolve("launcher"), prepared.resolve("app/it's.jar"),
				prepared.resolve("app/lib"), archive, prepared.resolve("files"), prepared, directory.resolve("cache"),
				jar, agentJar(), Sample.launchDirectory(directory))) {
			Files.setAttribute(path, "unix:uid", NOBODY);
			expectRefused(path);
			Files.setAttribute(path, "unix:uid", 0);
			int mode = (int) Files.getAttribute(path, "unix:mode");
			for (int writable : new int[] { 0020, 0002 }) {
				Files.setAttribute(path, "unix:mode", mode | writable);
				expectRefused(path);
			}
			Files.setAttribute(path, "unix:mode", mode);
		}
		expect(3, "sample-app is not running\n", run("status"));
		Path others = Files.createDirectory(directory.resolve("others"));
		Files.setAttribute(others, "unix:mode", 01777);
		Path link = Files.createSymbolicLink(others.resolve("orders"), directory.resolve("cache/sample-app"));
		Path detour = Files.createSymbolicLink(directory.resolve("detour"), link);
		Run run = sample.processes().program(detour.toString()).args("status").run();
		assertThat(run.exitCode()).isEqualTo(4);
		assertThat(run.stderr()).contains(", and " + others + " belongs to another user");
		Run blind = launcher("status").environment(Map.of("PATH", others.toString())).run();
		assertThat(blind.exitCode()).isEqualTo(4);
		assertThat(blind.stderr())
			.contains(", and " + prepared + ", which stat(1) cannot look at, belongs to another user");
	}

	private void expectRefused(Path changeable) {
		Run status = run("status");
		assertThat(status.exitCode()).as(changeable::toString).isEqualTo(4);
		assertThat(status.stderr()).matches("sample-app: root does not run what others can change, and \\Q" + changeable
				+ "\\E belongs to another user, or others can write to it\\. As root, prepare [^\n]+\n");
		assertThat(run("start").exitCode()).isEqualTo(1);
	}

	/**
	 * Each time to another version of the file.
	 */
	private static FileTime change(Path file) throws IOException {
		FileTime before = Files.getLastModifiedTime(file);
		Files.setLastModifiedTime(file, FileTime.from(before.toInstant().plus(Duration.ofHours(1))));
		return before;
	}

	private static void expect(int exitCode, String stdout, Run run) {
		assertThat(run.exitCode()).as(run::toString).isEqualTo(exitCode);
		assertThat(run.stdout()).matches("(?s)" + stdout);
	}

	private Run run(String... arguments) {
		return launcher(arguments).run();
	}

	private Launch launcher(String... arguments) {
		return sample.processes()
			.program(directory + "/cache/sample-app")
			.args(arguments)
			.directory(directory)
			.environment(environment());
	}

	private static Map<String, String> environment() {
		return Map.of("SERVER_PORT", "0", "DAEMON_PIDFILE", directory + "/sample-app.pid", "DAEMON_CACHEDIRECTORY",
				directory + "/cache", "JAVA_TOOL_OPTIONS", "  -Xlog:gc*:file='" + directory + "/jvm %p.log' ");
	}

	private static List<Path> logsOfJvms() throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.filter((file) -> file.getFileName().toString().startsWith("jvm ")).toList();
		}
	}

	private static Path agentJar() {
		return directory.resolve("agent.jar");
	}

}
