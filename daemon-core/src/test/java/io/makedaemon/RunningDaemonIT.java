package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.programs.FindingProgram;
import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.ClassPath;
import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.EnabledIfStartStopDaemon;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.LockProber;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * A daemon that is running, and what can be done with it.
 */
class RunningDaemonIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	/** Everybody can see the pid file and the classes; only root can write. */
	private static final String EVERYBODY_READS = "rwxr-xr-x";

	private static final int NOBODY = 65534;

	private static final String AS_NOBODY = "exec setpriv --reuid 65534 --regid 65534 --clear-groups \"$@\"";

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	/** What another user can read where that matters. */
	private ClassPath classPath = Programs.CLASS_PATH;

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT60S" })
	void isFoundAndStopped(String timeout) throws InterruptedException {
		ProcessFacts process = Programs.daemon(launch("attr.startTimeout=" + timeout));
		Programs.facts(this.directory);
		RunningDaemon daemon = RunningDaemon.find(file()).orElseThrow();
		assertThat(daemon.pid()).isEqualTo(process.pid());
		assertThat(daemon.isAlive()).isTrue();
		assertThat(daemon.startedAt()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
		ResourceUsage usage = daemon.usage();
		assertThat(usage.residentMemory().orElseThrow()).isBetween(10_000_000L, 1_000_000_000L);
		assertThat(usage.cpuTime()).isBetween(Duration.ofMillis(10), TIMEOUT);
		assertThat(usage.openDescriptors().orElseThrow()).isBetween(5, 1000);
		assertThat(usage.descriptorLimit().orElseThrow()).isGreaterThanOrEqualTo(1000);
		assertThat(daemon).hasToString("process " + process.pid() + " of " + file());
		assertThat(daemon.stop(TIMEOUT)).isTrue();
		assertThat(process.isAlive()).isFalse();
		assertThat(daemon.isAlive()).isFalse();
		assertThat(file()).doesNotExist();
		assertThat(RunningDaemon.find(file())).isEmpty();
		assertThat(daemon.stop(TIMEOUT)).isTrue();
	}

	/**
	 * The first child holds the lock as well then.
	 */
	@Test
	@FullTier
	void isFoundBeforeItIsReady() throws InterruptedException {
		Started parent = launch("attr.startTimeout=PT60S", "then=readyOnGo").start();
		Programs.facts(this.directory);
		RunningDaemon daemon = RunningDaemon.find(file()).orElseThrow();
		assertThat(new ProcessFacts(daemon.pid()).commandLine())
			.anyMatch((argument) -> argument.startsWith("-D__DAEMON_STAGE="));
		assertThat(daemon.stop(TIMEOUT)).isTrue();
		assertThat(parent.await().exitCode()).isEqualTo(7);
	}

	@Test
	void isNotFoundWhenNothingIsThere() throws IOException {
		assertThat(RunningDaemon.find(file())).isEmpty();
		assertThat(RunningDaemon.find(this.directory.resolve("missing/a.pid"))).isEmpty();
		Files.createFile(file());
		assertThat(RunningDaemon.find(file())).isEmpty();
		Files.writeString(file(), "no number\n");
		assertThat(RunningDaemon.find(file())).isEmpty();
	}

	@Test
	void isNotFoundWhenTheFileNamesSomebodyElse() throws IOException {
		Files.writeString(file(), ProcessHandle.current().pid() + "\n");
		assertThat(RunningDaemon.find(file())).isEmpty();
	}

	@Test
	void isNotFoundWhenItHasCrashed() {
		ProcessFacts process = Programs.daemon(launch("attr.startTimeout=PT60S"));
		RunningDaemon daemon = RunningDaemon.find(file()).orElseThrow();
		process.kill();
		this.programs.processes().awaitNone();
		assertThat(daemon.isAlive()).isFalse();
		assertThat(file()).exists();
		assertThat(RunningDaemon.find(file())).isEmpty();
	}

	@Test
	@JdkSensitive
	void isKilledWhenItDoesNotEnd() throws InterruptedException {
		ProcessFacts process = Programs.daemon(launch("then=neverEnd"));
		Path hooked = this.directory.resolve("go");
		Awaitility.await().atMost(TIMEOUT).until(() -> Files.exists(hooked));
		RunningDaemon daemon = RunningDaemon.find(file()).orElseThrow();
		assertThat(daemon.stop(Duration.ofSeconds(1))).isFalse();
		assertThat(daemon.isAlive()).isTrue();
		Run kill = finder("kill").run();
		assertThat(kill.stdout()).isEqualTo("true\n");
		assertThat(kill.stderr()).as("no warning of native access").isEmpty();
		assertThat(process.isAlive()).isFalse();
		assertThat(file()).doesNotExist();
	}

	@Test
	@JdkSensitive
	void isToldToReload() {
		ProcessFacts process = Programs
			.daemon(launch("attr.startTimeout=PT60S", "attr.signals=HUP", "then=tellSignals"));
		Run reload = finder("reload").run();
		assertThat(reload.stdout()).isEqualTo("true\n");
		assertThat(reload.stderr()).as("no warning of native access").isEmpty();
		Programs.await(this.directory.resolve("signals"), "HUP\n");
		assertThat(process.isAlive()).isTrue();
	}

	/**
	 * It would end.
	 */
	@Test
	void isNotToldWhatItDoesNotHandle() {
		ProcessFacts process = Programs.daemon(launch("attr.startTimeout=PT60S", "attr.signals=USR1"));
		assertThat(finder("reload").run().stdout()).isEqualTo("false\n");
		assertThat(process.isAlive()).isTrue();
	}

	/**
	 * The JVM is held back before it comes to make the daemon.
	 */
	@Test
	@FullTier
	void isNotToldBeforeItHandlesIt() {
		Started parent = launch("attr.startTimeout=PT60S", "attr.signals=HUP", "then=tellSignals", "wait.daemon=true")
			.start();
		Awaitility.await().atMost(TIMEOUT).until(() -> file().toFile().length() > 0);
		Started reload = finder("reload").start();
		Awaitility.await().atMost(TIMEOUT).until(() -> Files.exists(this.directory.resolve("waiting")));
		Programs.go(this.directory);
		assertThat(reload.await().stdout()).isEqualTo("true\n");
		assertThat(parent.await().exitCode()).isZero();
		Programs.await(this.directory.resolve("signals"), "HUP\n");
	}

	@Test
	@EnabledIfRoot
	void publishesToItsUserOnly() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString(EVERYBODY_READS));
		this.classPath = Programs.CLASS_PATH.copyJarsTo(this.directory.resolve("jars"));
		Started parent = launch("attr.startTimeout=PT60S", "attr.signals=USR1", "then=readyOnGo").start();
		Programs.facts(this.directory);
		assertThat(finder("published").run().stdout())
			.isEqualTo("Optional.empty {pid-file=" + file() + ", signals=USR1}\n");
		Programs.go(this.directory);
		parent.await();
		assertThat(finder("published").run().stdout())
			.matches("Optional\\[(20\\S+Z)] \\{pid-file=\\S+, signals=USR1, a=c, ready=\\1}\n");
		assertThat(finder("published").shell(AS_NOBODY).run().stdout()).isEqualTo("Optional.empty {}\n");
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void ofAnotherUserPublishesToThatUser() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxrwxr-x"));
		this.classPath = Programs.CLASS_PATH.copyJarsTo(this.directory.resolve("jars"));
		Files.setAttribute(this.directory, "unix:gid", NOBODY);
		Programs.daemon(launch("attr.startTimeout=PT60S", "attr.user=nobody", "attr.group=" + NOBODY));
		assertThat(finder("published").shell(AS_NOBODY).run().stdout()).startsWith("Optional[20");
		assertThat(finder("published").run().stdout()).startsWith("Optional[20");
	}

	@Test
	@FullTier
	void isShownOnTheTerminalWhileItEnds() {
		Programs.daemon(launch("attr.startTimeout=PT60S"));
		assertThat(finder("stop").onTerminal().run().stdout())
			.matches("(?s)(\u001b\\[\\?7l\r[^\r\n]*: stopping.*\r +\b+\u001b\\[\\?7h)?true\r\n");
		this.programs.processes().awaitNone();
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void isFoundButNotToldAnythingByAnotherUser() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString(EVERYBODY_READS));
		this.classPath = Programs.CLASS_PATH.copyJarsTo(this.directory.resolve("jars"));
		ProcessFacts process = Programs.daemon(launch("attr.startTimeout=PT60S"));
		assertThat(finder("find").shell(AS_NOBODY).run().stdout()).isEqualTo(process.pid() + " true\n");
		for (String action : new String[] { "stop", "kill", "reload" }) {
			assertThat(finder(action).shell(AS_NOBODY).run().stdout()).isEqualTo("SystemCallException: cannot send "
					+ "a signal to process " + process.pid() + ": Operation not permitted (kill: EPERM)\n");
		}
		assertThat(process.isAlive()).isTrue();
		process.kill();
		this.programs.processes().awaitNone();
		assertThat(finder("find").shell(AS_NOBODY).run().stdout()).isEqualTo("none\n");
	}

	/**
	 * Its locks are not in the list of the kernel: the process that took it cannot be
	 * named any more.
	 */
	@Test
	@FullTier
	@EnabledIfRoot
	void isFoundByAnotherUserOfTheSameContainer() throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString(EVERYBODY_READS));
		this.classPath = Programs.CLASS_PATH.copyJarsTo(this.directory.resolve("jars"));
		// The end of the shell is that of all
		String script = "\"$@\"; setpriv --reuid 65534 --regid 65534 --clear-groups " + this.programs.jdk().java()
				+ " -cp " + this.classPath + " " + FindingProgram.class.getName() + " " + file() + " find; exit 0";
		String stdout = launch("attr.startTimeout=PT60S", "attr.showProgress=false").shell(script)
			.shell("exec unshare --pid --fork --mount-proc --kill-child \"$@\"")
			.run()
			.stdout();
		assertThat(stdout).matches("\\d+ true\n");
	}

	@Test
	void isRefusedInDirectoryThatEverybodyCanWriteTo() throws IOException {
		Files.createFile(file());
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxrwxrwx"));
		assertThatExceptionOfType(DaemonException.class).isThrownBy(() -> RunningDaemon.find(file()))
			.withMessage("cannot determine whether the daemon is running: the directory of the pid file " + file()
					+ " is writable by everybody");
	}

	@Test
	void isNotLookedForBehindLink() throws IOException {
		Files.createSymbolicLink(file(), Files.createFile(this.directory.resolve("target")));
		assertThatExceptionOfType(DaemonException.class).isThrownBy(() -> RunningDaemon.find(file()))
			.withMessageContaining("is not a file");
	}

	@Test
	@FullTier
	void agreesWithOtherTools() throws IOException {
		ProcessFacts process = Programs.daemon(launch("attr.startTimeout=PT60S", "attr.programName=example"));
		String pid = process.pid() + "\n";
		assertThat(tool("pgrep", "-F", file().toString(), "-L", "example")).isEqualTo("0 " + pid);
		assertThat(tool("lslocks", "--noheadings", "--output", "TYPE,MODE,INODE"))
			.containsPattern("FLOCK +WRITE +" + Files.getAttribute(file(), "unix:ino") + "\n");
		assertThat(LockProber.canLock(this.programs.processes(), file())).isFalse();
		process.kill();
		this.programs.processes().awaitNone();
		assertThat(tool("pgrep", "-F", file().toString(), "-L")).isEqualTo("1 ");
		assertThat(LockProber.canLock(this.programs.processes(), file())).isTrue();
	}

	@Test
	@FullTier
	@EnabledIfStartStopDaemon
	void agreesWithStartStopDaemon() {
		String[] status = { "--status", "--pidfile", file().toString() };
		assertThat(tool("start-stop-daemon", status)).as("not running").isEqualTo("3 ");
		ProcessFacts process = Programs.daemon(launch("attr.startTimeout=PT60S"));
		assertThat(tool("start-stop-daemon", status)).as("running").isEqualTo("0 ");
		process.kill();
		// It has no parent that waits for it, but init may take its time
		Awaitility.await().until(() -> Files.notExists(Path.of("/proc/" + process.pid())));
		assertThat(tool("start-stop-daemon", status)).as("dead, with a pid file").isEqualTo("1 ");
	}

	private String tool(String program, String... arguments) {
		Run run = this.programs.processes().program(program).args(arguments).run();
		return run.exitCode() + " " + run.stdout();
	}

	private Launch launch(String... properties) {
		String[] all = Stream.concat(Stream.of("attr.pidFile=" + file()), Stream.of(properties)).toArray(String[]::new);
		return this.programs.program(Program.class, this.directory, all);
	}

	private Launch finder(String action) {
		return this.programs.program(this.classPath.toString(), FindingProgram.class, this.directory)
			.args(file().toString(), action);
	}

	private Path file() {
		return this.directory.resolve("example.pid");
	}

}
