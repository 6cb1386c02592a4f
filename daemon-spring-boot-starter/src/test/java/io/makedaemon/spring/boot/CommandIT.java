package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.LockProber;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The commands, typed in another directory than the start: what they print, their exit
 * codes, and what becomes of the daemon.
 */
class CommandIT {

	private static final String TIME = "20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d";

	private static final int NOBODY = 65534;

	/** Another user, who can read the class path of the tests wherever it is. */
	private static final String AS_NOBODY = "exec setpriv --reuid " + NOBODY + " --regid " + NOBODY
			+ " --clear-groups --inh-caps +dac_read_search --ambient-caps +dac_read_search \"$@\"";

	/** As in hardened containers, which have no other file in {@code /proc}. */
	private static final String WHERE_PROC_SHOWS_PROCESSES_ONLY = "exec unshare -m /bin/sh -c "
			+ "'mount -t proc -o subset=pid proc /proc && exec \"$@\"' sh \"$@\"";

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	private Path elsewhere;

	@BeforeEach
	void makeDirectory() throws IOException {
		this.elsewhere = Files.createDirectory(this.directory.resolve("elsewhere"));
	}

	@Test
	void tellAndEndWhatIsRunning() {
		expect(3, "TestApplication is not running\n", command("status"));
		expect(0, "TestApplication is not running\n", command("stop"));
		assertThat(command("reload")).satisfies((run) -> {
			assertThat(run.exitCode()).isEqualTo(7);
			assertThat(run.stderr()).isEqualTo("TestApplication is not running\n");
		});
		ProcessFacts daemon = this.application.daemon(launch(this.directory).args("--daemon.command=start"));
		assertThat(file()).hasContent(daemon.pid() + "\n");
		expect(0, "TestApplication is running, up \\d+ s, ready since " + TIME + ", pid " + daemon.pid() + ", log file "
				+ Application.log(this.directory) + "\n", command("status"));
		expect(0, "TestApplication is already running, pid " + daemon.pid() + "\n", command("start"));
		Run second = launch(this.elsewhere).run();
		assertThat(second.exitCode()).isEqualTo(1);
		assertThat(second.stderr()).startsWith(file() + " is locked by process " + daemon.pid());
		expect(0, "TestApplication was stopped after \\d+\\.\\d seconds\n", command("stop"));
		assertThat(daemon.isAlive()).isFalse();
		assertThat(file()).doesNotExist();
		expect(3, "TestApplication is not running\n", command("status"));
		assertThat(this.elsewhere).as("no log, no pid file").isEmptyDirectory();
	}

	@Test
	void doNotRunTheProgramWhoseJvmIsToldToRecord() {
		String recording = "-XX:ArchiveClassesAtExit=" + this.elsewhere.resolve("archive");
		expect(3, "TestApplication is not running\n",
				launch(this.directory, "-Xlog:disable", recording).args("--daemon.command=status").run());
		Run restart = launch(this.directory, "-Xlog:disable", recording).args("--daemon.command=restart").run();
		assertThat(restart.exitCode()).isEqualTo(1);
		assertThat(restart.stderr())
			.contains("cannot restart, since the application stays in the foreground here: training run");
		assertThat(restart.stdout()).isEmpty();
	}

	@Test
	void tellProgramsWhatIsRunning() {
		assertThat(status(3)).containsEntry("running", false).containsEntry("state", "stopped");
		ProcessFacts daemon = this.application.daemon(launch(this.directory));
		Map<String, Object> status = status(0);
		assertThat(status).containsEntry("name", "TestApplication")
			.containsEntry("running", true)
			.containsEntry("state", "running")
			.containsEntry("pidFile", file().toString())
			.containsEntry("pid", (int) daemon.pid())
			.containsEntry("generation", 1)
			.containsEntry("upgrading", false)
			.containsEntry("listening", List.of())
			.containsEntry("health", Map.of("missing", "no-endpoint"))
			.containsEntry("logFile", Application.log(this.directory).toString())
			.containsKeys("startedAt", "readyAt")
			.containsEntry("restarts", 0)
			.doesNotContainKeys("predecessor", "sockets", "supervisor", "lastEnd");
		assertThat((Integer) status.get("openDescriptors")).isBetween(5, 1000);
		assertThat((Integer) status.get("residentMemoryBytes")).isBetween(10_000_000, 2_000_000_000);
		assertThat((Double) status.get("cpuSeconds")).isPositive();
		daemon.kill();
		this.application.processes().awaitNone();
		assertThat(status(1)).containsEntry("running", false).containsEntry("state", "dead");
		Run unknown = command("status", "--daemon.status.format=xml");
		assertThat(unknown.exitCode()).isEqualTo(4);
		assertThat(unknown.stderr()).contains("daemon.status.format", "xml");
	}

	private Map<String, Object> status(int exitCode) {
		Run run = command("status", "--daemon.status.format=json");
		assertThat(run.exitCode()).isEqualTo(exitCode);
		assertThat(run.stderr()).isEmpty();
		return StatusSchema.check(run.stdout());
	}

	@Test
	void showBlockOnTerminal() {
		ProcessFacts daemon = this.application.daemon(launch(this.directory));
		Launch colored = asked("status").environment(Map.of("NO_COLOR", "", "TERM", "xterm")).onTerminal();
		assertThat(colored.run().stdout())
			.startsWith("\u001b[1mTestApplication\u001b[0m is \u001b[32mrunning\u001b[0m\r\n");
		Launch plain = asked("status").environment(Map.of("NO_COLOR", "1", "TERM", "xterm")).onTerminal();
		assertThat(plain.run().stdout()).matches("TestApplication is running\r\n"
				+ "  time        up \\d+ s, ready since " + TIME + "\r\n  pid         " + daemon.pid()
				+ "\r\n  health      unknown: no health endpoint over HTTP\r\n"
				+ "  memory      \\d+ MB\r\n  CPU time    \\d+ s\r\n  open files  \\d+ of \\d+\r\n  log file    "
				+ Application.log(this.directory) + "\r\n");
	}

	/**
	 * By a file of that name it configures itself before anything else is there, and
	 * prints all about it for one warning.
	 */
	@Test
	@FullTier
	void printNothingOfLogbacks() throws IOException {
		Path log = writeDoubtfulConfiguration();
		expect(3, "TestApplication is not running\n", command("status"));
		assertThat(log).doesNotExist();
		expect(0, "TestApplication is ready after [^\n]*\n", launch(this.elsewhere).run());
		assertThat(Application.read(log)).contains("Started TestApplication").doesNotContain("|-INFO");
	}

	@Test
	@FullTier
	void leaveWhatLogbackPrintsToTheForeground() throws IOException {
		writeDoubtfulConfiguration();
		Run run = launch(this.elsewhere, "-Dspring.main.keep-alive=false").args("--daemon.command=run").run();
		assertThat(run.stdout()).contains("|-INFO", "|-WARN", "Ignoring unknown property [nonsense]");
	}

	private Path writeDoubtfulConfiguration() throws IOException {
		Path log = this.elsewhere.resolve("orders.log");
		Files.writeString(this.elsewhere.resolve("logback.xml"), """
				<configuration>
					<nonsense>1</nonsense>
					<appender name="FILE" class="ch.qos.logback.core.FileAppender">
						<file>%s</file>
						<encoder><pattern>%%msg%%n</pattern></encoder>
					</appender>
					<root level="INFO"><appender-ref ref="FILE"/></root>
				</configuration>
				""".formatted(log));
		return log;
	}

	/**
	 * Times, addresses and files of a daemon that somebody has taken over, and more of
	 * them than the command has memory for.
	 */
	@Test
	void showNothingThatTheTerminalObeysWhateverIsPublished() {
		ProcessFacts daemon = this.application.daemon(launch(this.directory).args("--test.hostile=true"));
		Awaitility.await().atMost(Application.TIMEOUT).untilAsserted(() -> {
			Run status = this.application.launch(this.elsewhere, "-Xmx64m")
				.args("--daemon.pid-file=" + file(), "--daemon.command=status")
				.run();
			expect(0, "TestApplication is starting, up \\d+ s, pid " + daemon.pid()
					+ ", log file /log\\\\u001b\\]0;title\\\\u0007\\\\u009b2J\\\\u000d\\\\u202e\n", status);
		});
		String json = command("status", "--daemon.status.format=json").stdout();
		assertThat(StatusSchema.check(json))
			.containsEntry("logFile", "/log\\u001b]0;title\\u0007\\u009b2J\\u000d\\u202e")
			.containsEntry("health", Map.of("missing", "not-loopback"));
		assertThat(json).matches("[ -~]+\n");
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void workWhereProcShowsProcessesOnly() throws IOException {
		assumeThat(hardened(this.application.processes().program("cat").args("/proc/self/stat")).run().exitCode())
			.as("file systems can be mounted, and Linux is 5.8 or later")
			.isZero();
		assertThat(hardened(this.application.processes().program("cat").args("/proc/uptime")).run().exitCode())
			.isNotZero();
		Files.setAttribute(this.elsewhere, "unix:uid", NOBODY);
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		this.application.untraced();
		expect(3, "TestApplication is not running\n", hardened(asked("status")).run());
		expect(0, "TestApplication is ready after \\d+\\.\\d seconds, .*",
				hardened(launch(this.directory).args("--test.signals=true")).run());
		expect(0, "TestApplication is running, up \\d+ s, .*", hardened(asked("status")).run());
		expect(0, "TestApplication is running, .*", hardened(asked("status").shell(AS_NOBODY)).run());
		expect(0, "TestApplication was told to reload, pid .*", hardened(asked("reload")).run());
		Application.await(this.directory.resolve("signals"), "reload\n");
		expect(0, "TestApplication was stopped after .* seconds\nTestApplication is ready after .*\n",
				hardened(launch(this.directory).args("--daemon.command=restart")).run());
		expect(0, "TestApplication was stopped after .*", hardened(asked("stop")).run());
		assertThat(file()).doesNotExist();
	}

	private static Launch hardened(Launch launch) {
		return launch.shell(WHERE_PROC_SHOWS_PROCESSES_ONLY);
	}

	@Test
	@FullTier
	void tellThatItHasCrashed() {
		this.application.daemon(launch(this.directory)).kill();
		this.application.processes().awaitNone();
		expect(1, "TestApplication is not running, but its pid file " + file()
				+ " exists: it was killed, or it crashed\n", command("status"));
		expect(0, "TestApplication is not running\n", command("stop"));
		ProcessFacts daemon = this.application.daemon(launch(this.directory));
		expect(0, "TestApplication is running, up .*", command("status"));
		assertThat(file()).hasContent(daemon.pid() + "\n");
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void takeNoStrangersLockForItsDaemon() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		this.application.daemon(launch(this.directory)).kill();
		this.application.processes().awaitNone();
		Started stranger = this.application.processes()
			.program("flock")
			.args("-o", file().toString(), "sleep", "1000")
			.shell("exec setpriv --reuid " + NOBODY + " --regid " + NOBODY + " --clear-groups \"$@\"")
			.start();
		Awaitility.await().until(() -> !LockProber.canLock(this.application.processes(), file()));
		expect(3, "TestApplication is not running; its pid file " + file() + " is locked by process " + stranger.pid()
				+ ", which is not the daemon\n", command("status"));
		expect(0, "TestApplication is not running\n", command("stop"));
		expect(0, "TestApplication is ready after .*", launch(this.directory).args("--daemon.command=start").run());
		expect(0, "TestApplication is running, up .*", command("status"));
		assertThat(new ProcessFacts(stranger.pid()).isAlive()).isTrue();
	}

	@Test
	@FullTier
	void findItWithoutItsFileWhichItMakesAgain() throws IOException {
		ProcessFacts daemon = this.application.daemon(launch(this.directory));
		Files.delete(file());
		expect(0, "TestApplication is already running, pid " + daemon.pid() + "\n", command("start"));
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(Application.log(this.directory)).content()
				.contains("somebody has removed the pid file " + file() + ": it was created again"));
		assertThat(file()).hasContent(daemon.pid() + "\n");
		expect(0, "TestApplication was stopped after .*", command("stop"));
		assertThat(file()).doesNotExist();
	}

	@Test
	@FullTier
	void sayThatItDoesNotEndAndKillIt() {
		ProcessFacts daemon = this.application.daemon(launch(this.directory).args("--test.hanging-end=true"));
		Run stop = command("stop", "--daemon.stop-timeout=1");
		assertThat(stop.exitCode()).isEqualTo(1);
		assertThat(stop.stdout()).isEmpty();
		assertThat(stop.stderr()).isEqualTo("TestApplication has not ended within 1 second, pid " + daemon.pid()
				+ "\n\nIt was told to write a thread dump to its log file " + Application.log(this.directory)
				+ ".\n\nGive it more time with daemon.stop-timeout, or kill it with --daemon.command=force-stop.\n");
		Application.await(Application.log(this.directory), "testapp.HangingEnd.hang(HangingEnd.java:");
		Run restart = command("restart", "--daemon.stop-timeout=1s");
		assertThat(restart.exitCode()).isEqualTo(1);
		assertThat(restart.stderr()).startsWith("TestApplication has not ended within 1 second")
			.endsWith("\nTestApplication was not started again\n");
		assertThat(this.application.processes().alive()).containsExactly(daemon);
		expect(0, "TestApplication was killed after \\d\\.\\d seconds, since it did not end by itself\n",
				command("force-stop", "--daemon.stop-timeout=0"));
		assertThat(daemon.isAlive()).isFalse();
		expect(3, "TestApplication is not running\n", command("status"));
	}

	/**
	 * Its JVM would end by the signal, or prints where nobody reads.
	 */
	@FullTier
	@ParameterizedTest
	@CsvSource({ "-Xrs, true", "-Xmx256m, false" })
	void sayHowToFindOutWhatItHangsIn(String option, String captured) {
		ProcessFacts daemon = this.application.daemon(this.application.launch(this.directory, option)
			.args("--daemon.pid-file=" + file(), "--test.hanging-end=true", "--daemon.capture-output=" + captured));
		// With -Xrs the JVM leaves SIGTERM alone, too
		daemon.signal("STOP");
		Run stop = command("stop", "--daemon.stop-timeout=0");
		assertThat(stop.exitCode()).isEqualTo(1);
		assertThat(stop.stderr()).contains("\n\nTo see what its threads are doing, use --daemon.command=dump.\n\n");
		daemon.kill();
	}

	@Test
	void startItAgain() {
		ProcessFacts first = this.application.daemon(launch(this.directory));
		Run restart = launch(this.directory).args("--daemon.command=restart", "--test.hanging-end=true").run();
		expect(0, "TestApplication was stopped after .* seconds\nTestApplication is ready after .*\n", restart);
		assertThat(first.isAlive()).isFalse();
		ProcessFacts second = this.application.processes().alive().get(0);
		assertThat(file()).hasContent(second.pid() + "\n");
		assertThat(second.commandLine()).contains("--test.hanging-end=true");
	}

	@Test
	@FullTier
	void startItThoughItIsNotRunning() {
		expect(0, "TestApplication is not running\nTestApplication is ready after .*\n",
				launch(this.directory).args("--daemon.command=restart").run());
		Run failure = launch(this.directory).args("--daemon.command=restart", "--test.fail=bean").run();
		assertThat(failure.exitCode()).isEqualTo(1);
		assertThat(failure.stdout()).startsWith("TestApplication was stopped after ");
		assertThat(failure.stderr()).contains("no bean today").endsWith("\nThe daemon is no longer running.\n");
	}

	@Test
	void tellItToReload() {
		ProcessFacts daemon = this.application.daemon(launch(this.directory).args("--test.signals=true"));
		expect(0, "TestApplication was told to reload, pid " + daemon.pid() + "\n", command("reload"));
		Application.await(this.directory.resolve("signals"), "reload\n");
		assertThat(daemon.isAlive()).isTrue();
	}

	/**
	 * It would end by it.
	 */
	@Test
	@FullTier
	void doNotTellItToReloadWhenItsJvmIsNotToHandleSignals() {
		ProcessFacts daemon = this.application
			.daemon(this.application.launch(this.directory, "-Xrs").args("--daemon.pid-file=" + file()));
		assertThat(Application.read(Application.log(this.directory)))
			.containsPattern("WARN .* SIGHUP cannot be handled: .*SIGHUP");
		Run reload = command("reload");
		assertThat(reload.exitCode()).isEqualTo(1);
		assertThat(reload.stderr())
			.isEqualTo("TestApplication cannot reload: it does not handle SIGHUP, pid " + daemon.pid() + "\n");
		assertThat(daemon.isAlive()).isTrue();
	}

	@Test
	@FullTier
	void tellThatItIsStarting() throws IOException {
		Path gate = this.directory.resolve("gate");
		Started start = launch(this.directory).args("--test.gate=" + gate, "--daemon.start-timeout=0").start();
		Awaitility.await().atMost(Application.TIMEOUT).until(() -> Files.exists(Path.of(gate + "-reached")));
		expect(0,
				"TestApplication is starting, up \\d+ s, pid \\d+, log file " + Application.log(this.directory) + "\n",
				command("status"));
		Files.createFile(gate);
		assertThat(start.await().exitCode()).isZero();
		Awaitility.await()
			.atMost(Application.TIMEOUT)
			.untilAsserted(() -> expect(0, "TestApplication is running, up .*", command("status")));
	}

	@Test
	void doNothingWhenThereIsNothingToStop() {
		expect(0, "TestApplication is not running\n", command("force-stop"));
	}

	/**
	 * One of them is a moment faster; the other looks again.
	 */
	@Test
	@FullTier
	void startItOnceOfTwoAtTheSameTime() {
		List<Started> starts = Stream.of(1, 2, 3)
			.map((number) -> launch(this.directory).args("--daemon.command=start").start())
			.toList();
		List<Run> runs = starts.stream().map(Started::await).toList();
		assertThat(runs).allSatisfy((run) -> assertThat(run.exitCode()).as(run::toString).isZero());
		assertThat(runs).filteredOn((run) -> run.stdout().startsWith("TestApplication is ready after ")).hasSize(1);
		assertThat(runs).filteredOn((run) -> run.stdout().startsWith("TestApplication is already running, pid "))
			.hasSize(2);
		assertThat(this.application.processes().alive()).hasSize(1);
	}

	@Test
	@FullTier
	void understandRelativePidFileAsTheStartDoes() throws IOException {
		Files.createDirectory(this.directory.resolve("run"));
		ProcessFacts daemon = this.application
			.daemon(this.application.launch(this.directory).args("--daemon.pid-file=run/example.pid"));
		assertThat(this.directory.resolve("run/example.pid")).hasContent(daemon.pid() + "\n");
		for (String[] command : new String[][] { { "status", " is running, .*" }, { "stop", " was stopped .*" } }) {
			expect(0, "TestApplication" + command[1],
					this.application.launch(this.directory)
						.args("--daemon.pid-file=run/example.pid", "--daemon.command=" + command[0])
						.run());
		}
		assertThat(daemon.isAlive()).isFalse();
	}

	@Test
	@FullTier
	void cannotTellTheStatusWhenTheConfigurationIsWrong() {
		Run status = command("status", "--daemon.umask=9");
		assertThat(status.exitCode()).as("not needed for that").isEqualTo(3);
		cannotTellTheStatusWhenTheConfigurationIsWrong("--daemon.nonsense=1");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "--daemon.stop-timeout=-1s", "--daemon.start-timeout=soon" })
	void cannotTellTheStatusWhenTheConfigurationIsWrong(String wrong) {
		assertThat(command("status", wrong).exitCode()).isEqualTo(4);
		assertThat(command("stop", wrong).exitCode()).isEqualTo(1);
	}

	@Test
	@EnabledIfRoot
	void areNotPermittedWithoutRoot() throws IOException {
		this.application.untraced();
		Files.setAttribute(this.elsewhere, "unix:uid", NOBODY);
		for (String command : new String[] { "start", "restart" }) {
			Run run = this.application.launch(this.elsewhere)
				.args("--daemon.command=" + command, "--daemon.user=daemon",
						"--daemon.pid-file=" + this.elsewhere.resolve("a.pid"))
				.shell(AS_NOBODY)
				.run();
			assertThat(run.exitCode()).as(command).isEqualTo(4);
			assertThat(run.stderr()).as(command)
				.contains("cannot become another user or group, as only root can: "
						+ "Operation not permitted (setuid: EPERM)");
		}
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void ofRootWorkForDaemonOfUser() throws IOException {
		this.application.untraced();
		Files.setAttribute(this.directory, "unix:uid", NOBODY);
		ProcessFacts daemon = this.application
			.daemon(launch(this.directory).args("--test.signals=true").shell(AS_NOBODY));
		assertThat(daemon.ids("Uid")).containsOnly((long) NOBODY);
		expect(0, "TestApplication is running, up \\d+ s, ready since " + TIME + ", pid " + daemon.pid() + ", log file "
				+ Application.log(this.directory) + "\n", command("status"));
		expect(0, "TestApplication was told to reload, pid .*", command("reload"));
		Application.await(this.directory.resolve("signals"), "reload\n");
		expect(0, "TestApplication was stopped after .*", command("stop"));
		assertThat(daemon.isAlive()).isFalse();
		assertThat(file()).doesNotExist();
	}

	@Test
	void runItInTheForeground() {
		Started application = launch(this.elsewhere).args("--daemon.command=run", "--logging.level.io.makedaemon=debug")
			.start();
		Awaitility.await().atMost(Application.TIMEOUT).until(() -> application.stdout().contains("printed behind run"));
		assertThat(application.stdout()).contains("Running as foreground: daemon.command is run");
		assertThat(this.application.processes().alive()).containsExactly(new ProcessFacts(application.pid()));
		expect(3, "TestApplication is not running\n", command("status"));
	}

	@Test
	@FullTier
	void showOnTheTerminalThatItIsStopping() {
		this.application.daemon(launch(this.directory).args("--test.slow-end=PT3S"));
		assertThat(launch(this.elsewhere).args("--daemon.command=stop").onTerminal().run().stdout())
			.matches("(?s)\u001b\\[\\?7l\rTestApplication: stopping, pid \\d+, \\d+ s\u001b.*"
					+ "\r *\b*\u001b\\[\\?7hTestApplication was stopped after (?:[3-9]|\\d\\d)\\.\\d seconds\r\n");
	}

	@Test
	@FullTier
	void printOnlyFailuresWhenQuiet() {
		ProcessFacts daemon = this.application.daemon(launch(this.directory));
		expect(0, "TestApplication is running, .*", command("status", "--daemon.quiet=true"));
		expect(0, "", command("start", "--daemon.quiet=true"));
		expect(0, "", command("stop", "--daemon.quiet=true"));
		assertThat(daemon.isAlive()).isFalse();
	}

	@Test
	@FullTier
	void needPidFile() {
		needPidFile("status", 4);
		this.application.daemon(this.application.launch(this.directory).args("--daemon.command=start"));
	}

	@FullTier
	@ParameterizedTest
	@CsvSource({ "stop, 1", "force-stop, 1", "restart, 1", "reload, 1" })
	void needPidFile(String command, int exitCode) {
		Run run = withoutPidFile(command);
		assertThat(run.exitCode()).isEqualTo(exitCode);
		assertThat(run.stderr()).isEqualTo("TestApplication: commands need a pid file, and daemon.pid-file is empty\n");
	}

	@Test
	@FullTier
	void doNotSucceedWithUnitThatIsNotWritten() {
		Run run = asked("unit").shell("exec \"$@\" >/dev/full").run();
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.stderr()).startsWith("TestApplication: cannot write a unit: standard output does not take it");
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void areRefusedToAnotherUser() throws IOException {
		this.application.untraced();
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		ProcessFacts daemon = this.application.daemon(launch(this.directory));
		expect(0, "TestApplication is running, up \\d+ s, pid " + daemon.pid() + "\n",
				launch(this.elsewhere).args("--daemon.command=status").shell(AS_NOBODY).run());
		// What the native library is unpacked in
		Files.setAttribute(this.elsewhere, "unix:uid", NOBODY);
		for (String command : new String[] { "stop", "force-stop", "restart", "reload" }) {
			Run run = launch(this.elsewhere).args("--daemon.command=" + command).shell(AS_NOBODY).run();
			assertThat(run.exitCode()).as(command).isEqualTo(4);
			assertThat(run.stderr()).as(command)
				.endsWith("TestApplication: cannot send a signal to process " + daemon.pid()
						+ ": Operation not permitted (kill: EPERM)\n");
		}
		assertThat(daemon.isAlive()).isTrue();
	}

	private static void expect(int exitCode, String stdout, Run run) {
		assertThat(run.exitCode()).as(run::toString).isEqualTo(exitCode);
		assertThat(run.stdout()).matches("(?s)" + stdout);
		assertThat(run.stderr()).isEmpty();
	}

	private Run command(String command, String... arguments) {
		return asked(command).args(arguments).run();
	}

	private Launch asked(String command) {
		return launch(this.elsewhere).args("--daemon.command=" + command);
	}

	private Launch launch(Path launchDirectory, String... jvmOptions) {
		return this.application.launch(launchDirectory, jvmOptions).args("--daemon.pid-file=" + file());
	}

	private Run withoutPidFile(String command) {
		return this.application.launch(this.elsewhere).args("--daemon.command=" + command).run();
	}

	private Path file() {
		return this.directory.resolve("example.pid");
	}

}
