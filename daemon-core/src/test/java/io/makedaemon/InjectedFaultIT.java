package io.makedaemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.programs.CaptureProgram;
import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.EnabledIfStrace;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.LockProber;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.ScriptedJdk;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Conformance: every system call on the way to the daemon may fail. Most do it here by
 * the hand of strace(1), which counts calls of each thread by itself, and leaves a
 * process alone ({@code -b execve}) once it executes another program.
 */
@EnabledIfStrace
class InjectedFaultIT {

	private static final String STRACE = "strace -f -qq -o /dev/null ";

	/** {@code -D}: the first child stays the parent's own child, not strace's. */
	private static final String STRACE_FIRST_CHILD = "exec strace -D -f -qq -o /dev/null ";

	private static final int LONGER_THAN_EXEC_TAKES = 130 * 1024;

	@RegisterExtension
	final Programs programs = new Programs().untraced();

	@TempDir
	Path directory;

	@AfterEach
	void removeLinks() {
		new ScriptedJdk(jdkDirectory()).removeLinks();
	}

	@Test
	void isFailureWithItsReason() throws IOException {
		isFailureWithItsReason("flock", "-e inject=flock:error=ENOLCK",
				"cannot lock $lock: No locks available (flock: ENOLCK)");
	}

	/**
	 * The first child opens, locks, limits and starts. Its writes are three reports, and
	 * before the last what it hands over to the daemon.
	 */
	@FullTier
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|',
			textBlock = """
					setsid       | -e inject=setsid:error=EPERM            | cannot begin a session: Operation not permitted (setsid: EPERM)
					umask        | -e inject=umask:error=EPERM             | cannot set the umask 027: Operation not permitted (umask: EPERM)
					umask by number | -e inject=umask:error=EACCES         | Permission denied (umask: EACCES)
					null device  | -e inject=openat:error=EMFILE -P /dev/null | cannot open /dev/null: Too many open files (open: EMFILE)
					output file  | -e inject=memfd_create:error=EPERM:when=1 | cannot make the file stdout in memory: Operation not permitted (memfd_create: EPERM)
					error file   | -e inject=memfd_create:error=ENFILE:when=2 | cannot make the file stderr in memory: Too many open files in system (memfd_create: ENFILE)
					seal         | -e inject=fcntl:error=EPERM             | cannot seal a file in memory: Operation not permitted (fcntl: EPERM)
					permissions  | -e inject=fchmod:error=EPERM:when=2     | cannot set the permissions of the captured output: Operation not permitted (fchmod: EPERM)
					report pipe  | -e inject=pipe2:error=EMFILE:when=1     | cannot make a pipe: Too many open files (pipe2: EMFILE)
					handover pipe | -e inject=pipe2:error=EMFILE:when=2    | Too many open files (pipe2: EMFILE)
					open         | -e inject=openat:error=EIO -P $lock     | cannot open $lock: Input/output error (open: EIO)
					open, interrupted | -e inject=openat:error=EINTR -P $lock | cannot open $lock: Interrupted system call (open: EINTR)
					chdir        | -e inject=chdir:error=EACCES            | cannot enter the working directory /: Permission denied (chdir: EACCES)
					report of pipes | -e inject=write:error=EIO:when=1     | cannot write to the parent's pipe: Input/output error
					report of spawn | -e inject=write:error=EIO:when=2     | cannot write to the parent's pipe: Input/output error
					handover     | -e inject=write:error=EPIPE:when=3      | the daemon ended with exit code 1 before it was ready
					report of handover | -e inject=write:error=EIO:when=4  | cannot write to the parent's pipe: Input/output error
					""")
	void isFailureWithItsReason(String call, String fault, String message) throws IOException {
		assertThat(failureOfFirstChild(STRACE_FIRST_CHILD + "-b execve " + fault, "attr.captureOutput=true",
				"attr.startTimeout=PT60S"))
			.endsWith(message.replace("$lock", lock().toString()));
	}

	@FullTier
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|',
			textBlock = """
					socket:error=EMFILE       | cannot listen on 127.0.0.1:0: Too many open files (socket: EMFILE)
					setsockopt:error=ENOMEM   | cannot listen on 127.0.0.1:0: Cannot allocate memory (setsockopt: ENOMEM)
					bind:error=EACCES         | cannot listen on 127.0.0.1:0: Permission denied (bind: EACCES)
					listen:error=ENOBUFS      | cannot listen on 127.0.0.1:0: No buffer space available (listen: ENOBUFS)
					getsockname:error=ENOBUFS | cannot find the address of 127.0.0.1:0: No buffer space available (getsockname: ENOBUFS)
					""")
	void isFailureToListen(String fault, String message) throws IOException {
		assertThat(failureOfFirstChild(STRACE_FIRST_CHILD + "-b execve -e inject=" + fault, "attr.port=0"))
			.endsWith(message);
	}

	@FullTier
	@ParameterizedTest(name = "{0}")
	@ValueSource(strings = { "write:error=EIO:when=2", "write:error=EPIPE:when=3", "write:error=EIO:when=4" })
	void isFailureThoughTheParentDoesNotWait(String fault) throws IOException {
		failureOfFirstChild(STRACE_FIRST_CHILD + "-b execve -e inject=" + fault);
	}

	@Test
	void leavesNoPidFile() throws IOException {
		leavesNoPidFile("no locks", "-e inject=flock:error=ENOLCK -P $pid",
				"cannot lock $pid: No locks available (flock: ENOLCK)");
	}

	/**
	 * The first child's second write is that of the status file, its third that of the
	 * process id.
	 */
	@FullTier
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|',
			textBlock = """
					interrupted lock | -e inject=flock:error=EINTR -P $pid      | cannot lock $pid: Interrupted system call (flock: EINTR)
					truncation       | -e inject=ftruncate:error=EIO -P $pid    | cannot empty $pid: Input/output error (ftruncate: EIO)
					permissions      | -e inject=fchmod:error=EPERM -P $pid     | Operation not permitted (fchmod: EPERM)
					working directory | -e inject=chdir:error=EACCES            | Permission denied (chdir: EACCES)
					handover pipe    | -e inject=pipe2:error=EMFILE:when=2      | Too many open files (pipe2: EMFILE)
					status file      | -e inject=write:error=ENOSPC:when=2      | cannot write the file makedaemon-status: No space left on device (write: ENOSPC)
					process id       | -e inject=write:error=ENOSPC:when=3      | cannot write $pid: No space left on device (write: ENOSPC)
					report of spawn  | -e inject=write:error=EIO:when=4         | cannot write to the parent's pipe: Input/output error
					handover         | -e inject=write:error=EPIPE:when=5       | the daemon ended with exit code 1 before it was ready
					slow removal     | -e inject=unlink,unlinkat:delay_enter=1s -e inject=chdir:error=EACCES | Permission denied (chdir: EACCES)
					""")
	void leavesNoPidFile(String call, String fault, String message) throws IOException {
		assertThat(failureOfFirstChild(STRACE_FIRST_CHILD + "-b execve " + fault.replace("$pid", pidFile().toString()),
				"attr.pidFile=" + pidFile(), "attr.startTimeout=PT60S"))
			.endsWith(message.replace("$pid", pidFile().toString()));
		assertThat(pidFile()).doesNotExist();
	}

	/**
	 * It is killed then, and the parent cleans up.
	 */
	@Test
	@FullTier
	void leavesNothingOfFirstChildThatHangs() throws IOException {
		long start = System.nanoTime();
		assertThat(failureOfFirstChild(STRACE_FIRST_CHILD + "-b execve -e inject=chdir:signal=SIGSTOP",
				"attr.pidFile=" + pidFile(), "attr.startTimeout=PT3S"))
			.isEqualTo("StartTimeoutException: the daemon was not ready within 3 seconds, and was stopped: "
					+ "its JVM had not been started yet");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
		assertThat(pidFile()).doesNotExist();
	}

	@Test
	void isFailureWhenTheDaemonCannotBeExecuted() throws IOException {
		isFailureWhenTheDaemonCannotBeExecuted("EACCES", "Permission denied (posix_spawn: EACCES)");
	}

	/**
	 * The daemon is executed from the launcher's copy, the first child is not.
	 */
	@FullTier
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			ENOMEM  | Cannot allocate memory (posix_spawn: ENOMEM)
			ETXTBSY | Text file busy (posix_spawn: ETXTBSY)
			""")
	void isFailureWhenTheDaemonCannotBeExecuted(String errno, String reason) throws IOException {
		assertThat(failureOfFirstChild(STRACE_FIRST_CHILD + "-P \"$launcher\" -e inject=execve:error=" + errno))
			.endsWith("cannot execute " + jdkDirectory().resolve("launcher/bin/java") + ": " + reason);
	}

	/**
	 * Where nobody waits for it to be ready, too.
	 */
	@FullTier
	@ParameterizedTest(name = "start timeout {0}")
	@ValueSource(strings = { "PT0S", "PT60S" })
	void isFailureWhenTheDaemonIsKilledBeforeItIsExecuted(String timeout) throws IOException {
		assertThat(failureOfFirstChild(STRACE_FIRST_CHILD + "-P \"$launcher\" -e inject=execve:signal=SIGKILL",
				"attr.startTimeout=" + timeout))
			.isEqualTo("StartFailedException: the daemon was killed by SIGKILL (by somebody, or by the kernel because "
					+ "memory ran out) before it was ready");
	}

	@FullTier
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|',
			textBlock = """
					memfd_create | -e inject=memfd_create:error=ENOSYS  | cannot make the file arguments in memory: Function not implemented (memfd_create: ENOSYS)
					write        | -e inject=write:error=ENOSPC:when=2  | cannot write the long command line to memory: No space left on device (write: ENOSPC)
					""")
	void isFailureWhenLongArgumentsCannotBeKept(String call, String fault, String reason) throws IOException {
		Path arguments = Files.writeString(this.directory.resolve("arguments"),
				Program.class.getName() + " " + "x".repeat(LONGER_THAN_EXEC_TAKES));
		Launch launch = launch(STRACE_FIRST_CHILD + "-b execve " + fault + " \"$@\"", locked());
		assertThat(failure(launch.args("@" + arguments))).endsWith(reason);
	}

	/**
	 * The same calls mean other things elsewhere.
	 */
	@Test
	@FullTier
	void namesPidFileThatDoesNotFitOnItsDisk() throws IOException {
		namesPidFileThatIsOfNoUse("write:error=ENOSPC", "cannot write $file: No space left on device (write: ENOSPC)");
	}

	@FullTier
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			openat:error=ENOSPC:when=2 -P $directory | cannot open $file: No space left on device (open: ENOSPC)
			flock:error=ENOLCK  | cannot lock $file: No locks available (flock: ENOLCK)
			fchmod:error=EPERM  | cannot set the permissions of $file: Operation not permitted (fchmod: EPERM)
			ftruncate:error=EIO | cannot empty $file: Input/output error (ftruncate: EIO)
			""")
	void namesPidFileThatIsOfNoUse(String fault, String message) throws IOException {
		Path file = this.directory.resolve("example.pid");
		assertThat(failureOfFirstChild(STRACE_FIRST_CHILD + "-b execve -e inject="
				+ fault.replace("$directory", this.directory.toString()) + " -P " + file, "attr.pidFile=" + file))
			.isEqualTo("SystemCallException: " + message.replace("$file", file.toString()));
	}

	@Test
	void isFailureWhenLimitIsHigherThanPermitted() throws IOException {
		assertThat(failureOfFirstChild("exec \"$@\"", "attr.hard.NOFILE=2147483647"))
			.endsWith("Operation not permitted (setrlimit: EPERM)");
	}

	@Test
	void isNoFailureWhenItCanDoWithout() throws IOException {
		isNoFailureWhenItCanDoWithout("inotify_init1:error=EMFILE");
	}

	/**
	 * The kernel may know no such flag, and a user may have too many watches.
	 */
	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "memfd_create:error=EINVAL:when=1", "inotify_add_watch:error=ENOSPC:when=1",
			"inotify_add_watch:error=ENOSPC:when=2" })
	void isNoFailureWhenItCanDoWithout(String fault) throws IOException {
		Path stdout = this.directory.resolve("stdout");
		ScriptedJdk jdk = ScriptedJdk.create(this.programs.jdk(), jdkDirectory(),
				STRACE_FIRST_CHILD + "-b execve -e inject=" + fault + " \"$@\"");
		ProcessFacts daemon = Programs.daemon(this.programs.processes()
			.program(jdk.launcher().toString())
			.args(Programs.quickOptions())
			.args(jdk.option())
			.args(Programs.properties(this.directory, "stdout=" + stdout, "stderr=" + this.directory.resolve("stderr")))
			.args(CaptureProgram.class.getName()));
		Awaitility.await("captured")
			.atMost(Programs.TIMEOUT)
			.until(() -> Files.exists(stdout) && Files.readString(stdout).contains("by child\n"));
		assertThat(daemon.descriptors().containsValue("anon_inode:inotify")).isEqualTo(!fault.startsWith("inotify"));
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "sched_setaffinity", "setpriority" })
	void isNoFailureWhenTheCompilersCannotBeHeldBack(String call) throws IOException {
		Programs.daemon(program(STRACE_FIRST_CHILD + "-b execve -e inject=" + call + ":error=EPERM \"$@\"",
				"attr.startTimeout=PT60S"));
	}

	@Test
	@EnabledIfRoot
	void isFailureWhenIdentityCannotBeChanged() throws IOException {
		isFailureWhenIdentityCannotBeChanged("setuid is possible", "setuid:retval=0",
				"which can become root again: Operation not permitted (setuid: EPERM)");
	}

	@FullTier
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|',
			textBlock = """
					fchown    | fchown:error=EPERM       | cannot change the owner of the captured output: Operation not permitted (fchown: EPERM)
					setgroups | setgroups:error=EPERM    | cannot take the groups of user nobody: Operation not permitted (initgroups: EPERM)
					setresgid | setresgid:error=EPERM    | cannot become group 65534: Operation not permitted (setresgid: EPERM)
					setresuid | setresuid:error=EAGAIN   | cannot become user nobody: Resource temporarily unavailable (setresuid: EAGAIN)
					setgid is possible | setgid:retval=0 | which can become root again: Operation not permitted (setgid: EPERM)
					capset    | capset:error=EPERM       | cannot keep the capability NET_RAW: Operation not permitted (capset: EPERM)
					prctl     | prctl:error=EINVAL       | cannot keep the capability NET_RAW: Invalid argument (prctl: EINVAL)
					""")
	@EnabledIfRoot
	void isFailureWhenIdentityCannotBeChanged(String call, String fault, String message) throws IOException {
		assertThat(failureOfFirstChild(STRACE_FIRST_CHILD + "-b execve -e inject=" + fault, "attr.captureOutput=true",
				"attr.user=nobody", "attr.capability=NET_RAW"))
			.endsWith(message);
	}

	/**
	 * As everybody but root, it has more threads than these processes already.
	 */
	@Test
	@FullTier
	@EnabledIfRoot
	void isFailureWhenThereAreTooManyProcesses() throws IOException {
		Launch launch = launch("exec prlimit --nproc=1 \"$@\"", "attr.user=nobody");
		assertThat(failure(launch.args(Program.class.getName())))
			.endsWith("Resource temporarily unavailable (posix_spawn: EAGAIN)");
	}

	@Test
	@JdkSensitive
	void isFailureOfTheParent() throws IOException {
		isFailureOfTheParent("environment", "openat:error=EMFILE -P /proc/self/environ",
				"cannot make a daemon: /proc/self/environ: Too many open files");
	}

	/**
	 * What the parent does itself.
	 */
	@FullTier
	@JdkSensitive
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|',
			textBlock = """
					command line | openat:error=EACCES -P /proc/self/cmdline | cannot make a daemon: /proc/self/cmdline: Permission denied
					start time   | openat:error=EACCES -P /proc/self/stat    | cannot make a daemon: /proc/self/stat (Permission denied)
					mkdir        | mkdir:error=EROFS                         | : Read-only file system
					first pipe   | pipe2:error=EMFILE:when=1                 | Too many open files
					second pipe  | pipe2:error=EMFILE:when=2                 | Too many open files
					third pipe   | pipe2:error=EMFILE:when=3                 | Too many open files
					""")
	void isFailureOfTheParent(String call, String fault, String message) throws IOException {
		Launch launch = parent().shell("exec " + STRACE + "-b execve -e inject=" + fault + " \"$@\"");
		assertThat(failure(launch)).startsWith("DaemonException: cannot make a daemon: ").contains(message);
	}

	/**
	 * A process or a thread more than there may be. At the first of them a process has
	 * begun, at the others it has to be ended again. A JVM tries more than once to start
	 * a thread.
	 */
	@FullTier
	@JdkSensitive
	@ParameterizedTest(name = "number {0}")
	@ValueSource(ints = { 1, 2, 3, 4 })
	void isFailureWhenNothingMoreCanBeStarted(int number) throws IOException {
		Path log = this.directory.resolve("log");
		Run run = parent()
			.shell("exec strace -f -qq -b execve -e trace=clone3,clone,vfork,mkdir -e inject=mkdir:error=EROFS -o "
					+ log + " \"$@\"")
			.run();
		assertThat(run.exitCode()).isEqualTo(7);
		List<String> calls = callsOfMainThread(log);
		String call = calls.stream().filter((name) -> name.startsWith("clone")).findFirst().orElseThrow();
		Launch launch = parent().shell("exec " + STRACE + "-b execve -e inject=" + call + ":error=EAGAIN:when="
				+ (calls.size() + number) + "+ \"$@\"");
		// The JVM warns of threads on standard output
		assertThat(failure(launch)).contains("DaemonException: cannot make a daemon: ")
			.containsPattern("Resource temporarily unavailable|unable to create native thread");
	}

	/**
	 * The names of what the thread that makes the private directory has started before.
	 */
	private static List<String> callsOfMainThread(Path log) throws IOException {
		List<String> lines = Files.readAllLines(log);
		String thread = lines.stream()
			.filter((line) -> line.contains("/makedaemon-"))
			.map((line) -> line.split(" ", 2)[0])
			.findFirst()
			.orElseThrow();
		List<String> calls = new ArrayList<>();
		for (String line : lines) {
			String call = line.substring(line.indexOf(' ')).strip();
			if (line.startsWith(thread + " ") && call.matches("(clone3?|vfork)\\(.*")) {
				calls.add(call.substring(0, call.indexOf('(')));
			}
		}
		return calls;
	}

	@Test
	@JdkSensitive
	void isFailureWhenThereIsNoTemporaryDirectory() throws IOException {
		isFailureWhenThereIsNoTemporaryDirectory("missing", "No such file or directory");
	}

	@FullTier
	@JdkSensitive
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			file    | Not a directory
			""")
	void isFailureWhenThereIsNoTemporaryDirectory(String name, String reason) throws IOException {
		Files.createFile(this.directory.resolve("file"));
		Path temporary = this.directory.resolve(name);
		assertThat(failure(parent("java.io.tmpdir=" + temporary)))
			.startsWith("DaemonException: cannot make a daemon: " + temporary)
			.endsWith(": " + reason + ". Another temporary directory can be named with -Djava.io.tmpdir=...");
	}

	@Test
	@EnabledIfRoot
	@JdkSensitive
	void isFailureWhenTemporaryDirectoryIsOfNoUse() throws IOException {
		isFailureWhenTemporaryDirectoryIsOfNoUse("noexec",
				"If the temporary directory does not permit programs (mounted noexec), choose another one with -Djava.io.tmpdir=...");
	}

	/**
	 * The private directory is looked at before its file system goes with its mount
	 * namespace.
	 */
	@FullTier
	@JdkSensitive
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			size=8k | : No space left on device. Another temporary directory can be named with -Djava.io.tmpdir=...
			ro      | : Read-only file system. Another temporary directory can be named with -Djava.io.tmpdir=...
			""")
	@EnabledIfRoot
	void isFailureWhenTemporaryDirectoryIsOfNoUse(String option, String message) throws IOException {
		assumeThat(this.programs.processes().program("unshare").args("-m", "true").run().exitCode())
			.as("file systems can be mounted")
			.isZero();
		Path temporary = Files.createDirectory(this.directory.resolve("mounted"));
		String script = "mount -t tmpfs -o " + option + " none " + temporary + " && \"$@\"; code=$?; rmdir " + temporary
				+ "/* && code=99; exit $code";
		Launch launch = parent("java.io.tmpdir=" + temporary)
			.shell("exec unshare -m /bin/sh -c '" + script + "' sh \"$@\"");
		assertThat(failure(launch)).contains(temporary + "/makedaemon-").endsWith(message).doesNotContain("\tat ");
	}

	@Test
	void isFailureWhenTheFirstChildCannotBeExecuted() throws IOException {
		ScriptedJdk jdk = ScriptedJdk.create(this.programs.jdk(), jdkDirectory(), "");
		Files.delete(jdkDirectory().resolve("bin/java"));
		assertThat(failure(parent(jdk.option()))).startsWith("DaemonException: cannot make a daemon: ")
			.contains("Cannot run program \"" + jdkDirectory() + "/bin/java\"", "No such file or directory");
	}

	/**
	 * The parent starts it by itself when it hands over a descriptor.
	 */
	@FullTier
	@ParameterizedTest(name = "pipe {0}")
	@ValueSource(ints = { 1, 2, 3 })
	void isFailureWhenTheParentThatHandsOverHasNoPipe(int number) throws IOException {
		Launch launch = parent("attr.descriptor=/dev/null")
			.shell("exec " + STRACE + "-b execve -e inject=pipe2:error=EMFILE:when=" + number + " \"$@\"");
		assertThat(failure(launch))
			.isEqualTo("SystemCallException: cannot make a pipe: Too many open files (pipe2: EMFILE)");
	}

	@Test
	void isFailureWhenTheParentThatHandsOverCannotExecuteTheFirstChild() throws IOException {
		ScriptedJdk jdk = ScriptedJdk.create(this.programs.jdk(), jdkDirectory(), "");
		Files.delete(jdkDirectory().resolve("bin/java"));
		assertThat(failure(parent(jdk.option(), "attr.descriptor=/dev/null")))
			.isEqualTo("SystemCallException: cannot execute " + jdkDirectory()
					+ "/bin/java: No such file or directory (posix_spawn: ENOENT)");
	}

	@Test
	void isFailureWhenThePlanDoesNotArrive() throws IOException {
		assertThat(failureOfFirstChild("\"$@\" </dev/null; exit; :"))
			.isEqualTo("DaemonException: the first child ended without a daemon; it had printed:\n"
					+ "the parent has stopped responding");
	}

	@Test
	void isFailureWhenTheFirstChildEndsAtOnce() throws IOException {
		assertThat(failureOfFirstChild("echo no JVM today >&2; exit 1; :"))
			.isEqualTo("DaemonException: the first child ended without a daemon; it had printed:\nno JVM today");
	}

	@Test
	void isFailureWhenTheFirstChildIsKilled() throws IOException {
		assertThat(failureOfFirstChild("kill -KILL $$; :")).isEqualTo(
				"DaemonException: the first child ended without a daemon, and without an error message: was it killed?");
	}

	@Test
	@FullTier
	void isFailureWhenTheDaemonCannotReport() throws IOException {
		Started parent = parent("then=readyOnGo", "attr.startTimeout=PT60S").start();
		Programs.facts(this.directory);
		ProcessFacts daemon = this.programs.processes().daemon();
		this.programs.processes()
			.program("strace")
			.args("-f", "-qq", "-o", "/dev/null", "-e", "inject=write:error=EIO", "-p", Long.toString(daemon.pid()))
			.start();
		Awaitility.await("strace").until(() -> isTraced(daemon));
		Programs.go(this.directory);
		Run run = parent.await();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(run.stdout()).startsWith("StartFailedException: the daemon ended before it was ready\n");
		assertNothingIsLeft(run);
	}

	private static boolean isTraced(ProcessFacts process) throws IOException {
		try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", process.pid() + "", "task"))) {
			for (Path thread : threads) {
				if (status(thread).contains("TracerPid:\t0\n")) {
					return false;
				}
			}
			return true;
		}
	}

	/**
	 * Empty if the thread has ended meanwhile.
	 */
	private static String status(Path thread) {
		try {
			return Files.readString(thread.resolve("status"), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			return "";
		}
	}

	private String failureOfFirstChild(String script, String... properties) throws IOException {
		return failure(program(script + " \"$@\"", properties));
	}

	/**
	 * The text of the exception in a parent that goes on after it, with nothing else left
	 * of the start.
	 */
	private String failure(Launch launch) throws IOException {
		Run run = launch.run();
		assertThat(run.exitCode()).as(run::toString).isEqualTo(7);
		assertNothingIsLeft(run);
		String goesOn = "\ngoing on as parent\n";
		assertThat(run.stdout()).endsWith(goesOn);
		return run.stdout().substring(0, run.stdout().length() - goesOn.length());
	}

	private void assertNothingIsLeft(Run run) throws IOException {
		this.programs.processes().awaitNone();
		try (Stream<Path> files = Files.walk(temporary())) {
			assertThat(files).as(run::toString).containsExactly(temporary());
		}
		assertThat(LockProber.canLock(this.programs.processes(), lock())).isTrue();
	}

	/**
	 * A program whose first child is started by a script.
	 */
	private Launch program(String script, String... properties) throws IOException {
		return launch(script.replace("$lock", lock().toString()),
				Stream.concat(Stream.of(locked()), Stream.of(properties)).toArray(String[]::new))
			.args(Program.class.getName());
	}

	private Launch launch(String script, String... properties) throws IOException {
		ScriptedJdk jdk = ScriptedJdk.create(this.programs.jdk(), jdkDirectory(), script);
		return this.programs.processes()
			.program(jdk.launcher().toString())
			.args(Programs.quickOptions())
			.args(jdk.option(), "-Djava.io.tmpdir=" + temporary())
			.args(Programs.properties(this.directory, properties));
	}

	private String locked() {
		return "attr.lockedFile=" + lock();
	}

	private Launch parent(String... properties) throws IOException {
		return this.programs.program(Program.class, this.directory,
				Stream
					.concat(Stream.of("java.io.tmpdir=" + temporary(), locked(), "attr.captureOutput=true"),
							Stream.of(properties))
					.toArray(String[]::new));
	}

	private Path temporary() throws IOException {
		return Files.createDirectories(this.directory.resolve("tmp"));
	}

	private Path pidFile() {
		return this.directory.resolve("pid");
	}

	private Path lock() {
		return this.directory.resolve("lock");
	}

	private Path jdkDirectory() {
		return this.directory.resolve("jdk");
	}

}
