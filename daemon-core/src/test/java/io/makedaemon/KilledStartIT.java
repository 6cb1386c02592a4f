package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.EnabledIfStrace;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.LockProber;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.ScriptedJdk;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Conformance: whoever is killed, and whenever, either there is a whole daemon or there
 * is nothing, and a parent that lives to tell says which.
 */
@EnabledIfStrace
class KilledStartIT {

	private static final int FAILED = 7;

	private static final int SIGINT = 128 + 2;

	private static final int SIGKILL = 128 + 9;

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(2);

	/** Some times as long as a first child lives, in all. */
	private static final int MOMENTS = 12;

	private static final int BETWEEN_MOMENTS = 40;

	/** From the launch on: until after the daemon's first words. */
	private static final int BETWEEN_INTERRUPTS = 110;

	@RegisterExtension
	final Programs programs = new Programs().untraced();

	@TempDir
	Path directory;

	@AfterEach
	void removeLinks() {
		new ScriptedJdk(jdkDirectory()).removeLinks();
	}

	@Test
	void leavesDaemonOrNothingWhenTheFirstChildIsKilledAt() throws IOException {
		leavesDaemonOrNothingWhenTheFirstChildIsKilledAt("flock", "flock", "PT60S", FAILED);
	}

	/**
	 * The first child is killed instead of doing a call. Its writes are: the report of
	 * the pipes, the status file's first line, the daemon's process id, the report of the
	 * spawn, the handover, the report of the handover.
	 */
	@FullTier
	@ParameterizedTest(name = "{0}, start timeout {2}")
	@CsvSource(delimiter = '|', textBlock = """
			setsid             | setsid        | PT60S | 7
			umask              | umask         | PT0S  | 7
			first pipe         | pipe2:when=1  | PT60S | 7
			report of pipes    | write:when=1  | PT0S  | 7
			report of pipes    | write:when=1  | PT60S | 7
			chdir              | chdir         | PT0S  | 7
			status file        | write:when=2  | PT60S | 7
			process id         | write:when=3  | PT60S | 7
			report of spawn    | write:when=4  | PT0S  | 7
			report of spawn    | write:when=4  | PT60S | 7
			handover           | write:when=5  | PT0S  | 7
			handover           | write:when=5  | PT60S | 7
			report of handover | write:when=6  | PT0S  | 7
			report of handover | write:when=6  | PT60S | 7
			end                | exit_group    | PT0S  | 0
			end                | exit_group    | PT60S | 0
			""")
	void leavesDaemonOrNothingWhenTheFirstChildIsKilledAt(String step, String call, String timeout, int exitCode)
			throws IOException {
		Run run = straced(inject(call, "KILL"), "attr.startTimeout=" + timeout).run();
		assertThat(run.exitCode()).as(run::toString).isEqualTo(exitCode);
		assertThat(isWholeDaemon()).isEqualTo(exitCode == 0);
	}

	@Test
	void leavesDaemonOrNothingWhenTheParentIsKilledAfter() throws IOException {
		leavesDaemonOrNothingWhenTheParentIsKilledAfter("report of spawn", "write:when=4", "PT60S", true);
	}

	/**
	 * The first child is stopped when it has done a call, and goes on when the parent is
	 * dead: it needs it until the report of the spawn.
	 */
	@FullTier
	@ParameterizedTest(name = "{0}, start timeout {2}")
	@CsvSource(delimiter = '|', textBlock = """
			setsid             | setsid        | PT60S | false
			report pipe        | pipe2:when=1  | PT0S  | false
			handover pipe      | pipe2:when=2  | PT60S | false
			report of pipes    | write:when=1  | PT0S  | false
			report of pipes    | write:when=1  | PT60S | false
			flock              | flock:when=2  | PT60S | false
			chdir              | chdir         | PT0S  | false
			process id         | write:when=3  | PT60S | false
			report of spawn    | write:when=4  | PT0S  | true
			handover           | write:when=5  | PT60S | true
			report of handover | write:when=6  | PT0S  | true
			""")
	void leavesDaemonOrNothingWhenTheParentIsKilledAfter(String step, String call, String timeout, boolean daemon)
			throws IOException {
		Started parent = straced(inject(call, "STOP"), "attr.startTimeout=" + timeout).start();
		ProcessFacts firstChild = awaitStopped(parent);
		new ProcessFacts(parent.pid()).kill();
		assertThat(parent.await().exitCode()).isEqualTo(SIGKILL);
		firstChild.signal("CONT");
		assertThat(isWholeDaemon()).isEqualTo(daemon);
	}

	@Test
	void leavesNothingWhenTheParentIsInterruptedAfter() throws IOException {
		leavesNothingWhenTheParentIsInterruptedAfter("report of spawn", "write:when=4", "PT60S");
	}

	@FullTier
	@ParameterizedTest(name = "{0}, start timeout {2}")
	@CsvSource(delimiter = '|', textBlock = """
			setsid             | setsid        | PT60S
			report of pipes    | write:when=1  | PT0S
			flock              | flock:when=2  | PT60S
			report of spawn    | write:when=4  | PT0S
			handover           | write:when=5  | PT60S
			report of handover | write:when=6  | PT0S
			""")
	void leavesNothingWhenTheParentIsInterruptedAfter(String step, String call, String timeout) throws IOException {
		Started parent = straced(inject(call, "STOP"), "attr.startTimeout=" + timeout)
			.shell("exec env --default-signal \"$@\"")
			.start();
		awaitStopped(parent);
		new ProcessFacts(parent.pid()).signal("INT");
		assertThat(parent.await().exitCode()).isEqualTo(SIGINT);
		assertThat(isWholeDaemon()).isFalse();
	}

	@FullTier
	@ParameterizedTest(name = "moment {0}")
	@MethodSource("moments")
	void leavesDaemonOrNothingWhenTheFirstChildIsKilled(int moment) throws IOException {
		Started parent = program(moment).start();
		Optional<ProcessFacts> firstChild = awaitFirstChild(parent);
		pass(moment * BETWEEN_MOMENTS);
		firstChild.ifPresent(ProcessFacts::kill);
		Run run = parent.await();
		assertThat(run.exitCode()).as(run::toString).isIn(0, FAILED);
		assertThat(isWholeDaemon()).as(run::toString).isEqualTo(run.exitCode() == 0);
	}

	@FullTier
	@ParameterizedTest(name = "moment {0}")
	@MethodSource("moments")
	void leavesDaemonOrNothingWhenTheParentIsKilled(int moment) throws IOException {
		Started parent = program(moment).start();
		awaitFirstChild(parent);
		pass(moment * BETWEEN_MOMENTS);
		new ProcessFacts(parent.pid()).kill();
		Run run = parent.await();
		assertThat(run.exitCode()).as(run::toString).isIn(0, SIGKILL);
		assertThat(isWholeDaemon()).as(run::toString).isIn(true, run.exitCode() == 0);
	}

	/**
	 * The daemon does not become ready. From the second moment on, before the first child
	 * has reported or even is.
	 */
	@FullTier
	@ParameterizedTest(name = "moment {0}")
	@MethodSource("moments")
	void leavesNothingWhenTheParentIsInterrupted(int moment) throws IOException {
		Started parent = this.programs
			.program(Program.class, this.directory, "java.io.tmpdir=" + temporary(), "attr.lockedFile=" + lock(),
					"attr.startTimeout=PT60S", "then=readyOnGo")
			.shell("exec env --default-signal \"$@\"")
			.start();
		ProcessFacts process = new ProcessFacts(parent.pid());
		Awaitility.await().atMost(TIMEOUT).until(() -> !process.ignores(2));
		pass(moment * BETWEEN_INTERRUPTS);
		process.signal("INT");
		assertThat(parent.await().exitCode()).isEqualTo(SIGINT);
		assertThat(isWholeDaemon()).isFalse();
	}

	static IntStream moments() {
		return IntStream.range(0, MOMENTS);
	}

	private static void pass(int milliseconds) {
		Awaitility.await().pollDelay(Duration.ofMillis(milliseconds)).until(() -> true);
	}

	/**
	 * Every other one waits until the daemon is ready.
	 */
	private Launch program(int moment) throws IOException {
		return this.programs.program(Program.class, this.directory, "java.io.tmpdir=" + temporary(),
				"attr.lockedFile=" + lock(), "attr.pidFile=" + pidFile(),
				"attr.startTimeout=" + ((moment % 2 == 0) ? "PT60S" : "PT0S"));
	}

	private static String inject(String call, String signal) {
		String name = call.split(":", 2)[0];
		return "-e trace=" + name + " -e inject=" + name + ":signal=SIG" + signal + call.substring(name.length());
	}

	private Launch straced(String options, String... properties) throws IOException {
		ScriptedJdk jdk = ScriptedJdk.create(this.programs.jdk(), jdkDirectory(),
				"exec strace -D -f -qq -b execve -o " + log() + " " + options + " \"$@\"");
		return this.programs.processes()
			.program(jdk.launcher().toString())
			.args(Programs.quickOptions())
			.args(jdk.option(), "-Djava.io.tmpdir=" + temporary())
			.args(Programs.properties(this.directory,
					Stream
						.concat(Stream.of("attr.lockedFile=" + lock(), "attr.pidFile=" + pidFile()),
								Stream.of(properties))
						.toArray(String[]::new)))
			.args(Program.class.getName());
	}

	private ProcessFacts awaitStopped(Started parent) {
		Awaitility.await("the first child is stopped")
			.atMost(TIMEOUT)
			.until(() -> Files.exists(log()) && Files.readString(log()).contains("stopped by SIGSTOP"));
		return awaitFirstChild(parent).orElseThrow();
	}

	/**
	 * Waits for the first child of a parent, which may have ended meanwhile.
	 */
	private static Optional<ProcessFacts> awaitFirstChild(Started parent) {
		return Awaitility.await("the first child")
			.atMost(TIMEOUT)
			.pollDelay(Duration.ZERO)
			.pollInterval(POLL_INTERVAL)
			.until(() -> firstChild(parent), (firstChild) -> firstChild.isPresent() || !parent.isAlive());
	}

	private static Optional<ProcessFacts> firstChild(Started parent) {
		return ProcessHandle.of(parent.pid())
			.stream()
			.flatMap(ProcessHandle::children)
			.map((child) -> new ProcessFacts(child.pid()))
			.filter((child) -> child.toString().contains(Stage1FirstChild.class.getName()))
			.findFirst();
	}

	/**
	 * Waits until there is one of both, and tells which: the daemon has become what it is
	 * to be, and holds the lock, or no process is there and nobody does.
	 */
	private boolean isWholeDaemon() throws IOException {
		Awaitility.await("a daemon or nothing").atMost(TIMEOUT).until(() -> {
			List<ProcessFacts> alive = this.programs.processes().alive();
			// Amid its exec, a process has no environment that it could be found by
			return alive.isEmpty() ? LockProber.canLock(this.programs.processes(), lock())
					: alive.size() == 1 && Files.exists(this.directory.resolve("facts"));
		});
		List<ProcessFacts> alive = this.programs.processes().alive();
		assertThat(LockProber.canLock(this.programs.processes(), lock())).isEqualTo(alive.isEmpty());
		if (alive.isEmpty()) {
			assertThat(temporary()).isEmptyDirectory();
			assertThat(pidFile()).doesNotExist();
			return false;
		}
		// A daemon whose first child was killed makes a system call of its own: the
		// native library is in a file while it is loaded
		Awaitility.await().atMost(TIMEOUT).until(() -> isEmpty(temporary()));
		ProcessFacts daemon = alive.get(0);
		assertThat(Programs.facts(this.directory)).containsEntry("stage.after", "daemon");
		assertThat(daemon.descriptors()).containsEntry(3, lock().toString());
		assertThat(pidFile()).hasContent(daemon.pid() + "\n");
		assertThat(LockProber.canLock(this.programs.processes(), pidFile())).isFalse();
		return true;
	}

	private static boolean isEmpty(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.findAny().isEmpty();
		}
	}

	private Path temporary() throws IOException {
		return Files.createDirectories(this.directory.resolve("tmp"));
	}

	private Path lock() {
		return this.directory.resolve("lock");
	}

	private Path pidFile() {
		return this.directory.resolve("pid");
	}

	private Path jdkDirectory() {
		return this.directory.resolve("jdk");
	}

	private Path log() {
		return this.directory.resolve("strace.log");
	}

}
