package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.programs.FindingProgram;
import io.makedaemon.programs.LockingProgram;
import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.ClassPath;
import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.EnabledIfStrace;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * What the pid file of root's service can be used for by another user, by the daemon's
 * own user, and by a daemon that has been taken over: nothing.
 */
@EnabledIfRoot
class PidFileTrustIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final int NOBODY = 65534;

	private static final String AS_NOBODY = "exec setpriv --reuid 65534 --regid 65534 --clear-groups \"$@\"";

	/** As root is in most containers. */
	private static final String WITHOUT_PTRACE = "exec setpriv --bounding-set -sys_ptrace "
			+ "--inh-caps -sys_ptrace \"$@\"";

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	private ClassPath classPath = Programs.CLASS_PATH;

	@BeforeEach
	void openDirectory() throws IOException {
		this.classPath = Programs.CLASS_PATH.copyJarsTo(this.directory.resolve("jars"));
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		Files.createDirectory(runDirectory());
		Files.setPosixFilePermissions(Files.createDirectory(facts()), PosixFilePermissions.fromString("rwxrwxrwx"));
	}

	@Test
	void lockOfStrangerKeepsNobodyOut() throws IOException {
		lockOfStrangerKeepsNobodyOut("-x");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = "-s")
	void lockOfStrangerKeepsNobodyOut(String kind) throws IOException {
		Programs.daemon(launch()).kill();
		this.programs.processes().awaitNone();
		Started stranger = strangerLocks(kind);
		assertThat(finder("find").run().stdout()).isEqualTo("none\n");
		assertThat(finder("stranger").run().stdout()).isEqualTo(stranger.pid() + "\n");
		Object inode = Files.getAttribute(file(), "unix:ino");
		Files.delete(facts().resolve("facts"));
		ProcessFacts daemon = Programs.daemon(launch());
		assertThat(file()).hasContent(daemon.pid() + "\n");
		assertThat(Files.getAttribute(file(), "unix:ino")).isNotEqualTo(inode);
		assertThat(new ProcessFacts(stranger.pid()).isAlive()).isTrue();
		assertThat(launch().run().stdout()).contains(" is locked by process " + daemon.pid() + ": ");
		assertThat(finder("stop").run().stdout()).isEqualTo("true\n");
		try (Stream<Path> files = Files.list(runDirectory())) {
			assertThat(files).isEmpty();
		}
	}

	/**
	 * Its user tells what cannot be looked into.
	 */
	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "-x", "-s" })
	void lockOfStrangerKeepsNobodyOutWhoCannotLookIntoIt(String kind) throws IOException {
		Programs.daemon(launch()).kill();
		this.programs.processes().awaitNone();
		Started stranger = strangerLocks(kind);
		assertThat(finder("stranger").shell(WITHOUT_PTRACE).run().stdout())
			.isEqualTo(kind.equals("-x") ? stranger.pid() + "\n" : "-1\n");
		Files.delete(facts().resolve("facts"));
		ProcessFacts daemon = Programs.daemon(launch().shell(WITHOUT_PTRACE));
		assertThat(finder("find").run().stdout()).isEqualTo(daemon.pid() + " true\n");
	}

	/**
	 * In a container it may be that of another container's daemon.
	 */
	@Test
	@FullTier
	void lockThatNoProcessShowsKeepsNobodyOut() throws IOException {
		assumeThat(Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))).hasToString("pid:[4026531836]");
		Programs.daemon(launch()).kill();
		this.programs.processes().awaitNone();
		Started stranger = this.programs.program(this.classPath.toString(), LockingProgram.class, facts())
			.args("9")
			.shell(AS_NOBODY.replace("\"$@\"", "sh -c 'exec 9<\"$0\"; flock -x 9; exec \"$@\"' " + file() + " \"$@\""))
			.start();
		Awaitility.await().atMost(TIMEOUT).until(() -> stranger.stdout().contains("mapped"));
		assertThat(finder("find").run().stdout()).isEqualTo("none\n");
		assertThat(finder("stranger").run().stdout()).isEqualTo("0\n");
		Files.delete(facts().resolve("facts"));
		ProcessFacts daemon = Programs.daemon(launch());
		assertThat(finder("find").run().stdout()).isEqualTo(daemon.pid() + " true\n");
	}

	/**
	 * What a start has left that was killed at a bad moment.
	 */
	@Test
	@FullTier
	void takeoverIsNotHeldUpByLeftFile() throws IOException {
		Programs.daemon(launch()).kill();
		this.programs.processes().awaitNone();
		Path left = Files.writeString(runDirectory().resolve("example.pid.new"), "");
		Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("rw-r--r--"));
		strangerLocks("-x");
		strangerLocks(left, "-x");
		Files.delete(facts().resolve("facts"));
		ProcessFacts daemon = Programs.daemon(launch());
		assertThat(finder("find").run().stdout()).isEqualTo(daemon.pid() + " true\n");
		assertThat(left).doesNotExist();
	}

	/**
	 * Members of a group that may write to a directory put anything there.
	 */
	@Test
	@FullTier
	void fileOfAnotherUserIsNotThatOfRootsDaemon() throws IOException {
		Files.setAttribute(Files.writeString(file(), "1\n"), "unix:uid", NOBODY);
		Started stranger = strangerLocks("-x");
		Files.writeString(file(), stranger.pid() + "\n");
		assertThat(finder("find").run().stdout()).isEqualTo("none\n");
		assertThat(finder("stranger").run().stdout()).isEqualTo(stranger.pid() + "\n");
	}

	/**
	 * The user could have root write any file of that name.
	 */
	@Test
	@FullTier
	void directoryThatTheDaemonsUserHasChosenIsRefusedUnlessItIsThatUsers() throws IOException {
		Path own = Files.createDirectory(this.directory.resolve("own"));
		Files.setAttribute(own, "unix:uid", NOBODY);
		Path link = Files.createSymbolicLink(own.resolve("link"), runDirectory());
		Files.setAttribute(link, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
		Path precious = Files.writeString(file(), "precious");
		Run run = this.programs
			.program(this.classPath.toString(), Program.class, facts(), "attr.user=nobody",
					"attr.pidFile=" + link.resolve(file().getFileName()))
			.run();
		assertThat(run.stdout()).contains("since the daemon's user can replace the directory " + link);
		assertThat(precious).hasContent("precious");
		Files.delete(precious);
		Files.setAttribute(runDirectory(), "unix:uid", NOBODY);
		Programs.daemon(this.programs.program(this.classPath.toString(), Program.class, facts(), "attr.user=nobody",
				"attr.pidFile=" + link.resolve(file().getFileName())));
		assertThat(file()).isNotEmptyFile();
	}

	/**
	 * As at a logout, which unmounts the directory, and at the next login.
	 */
	@Test
	@FullTier
	void daemonIsFoundWithoutItsDirectoryAndUsesTheNextOne() throws IOException {
		ProcessFacts daemon = Programs.daemon(launch());
		Path away = this.directory.resolve("away");
		Files.move(runDirectory(), away);
		assertThat(finder("find").run().stdout()).isEqualTo(daemon.pid() + " true\n");
		Files.createDirectory(runDirectory());
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> assertThat(file()).hasContent(daemon.pid() + "\n"));
		daemon.signal("TERM");
		this.programs.processes().awaitNone();
		assertThat(file()).doesNotExist();
		assertThat(away.resolve(file().getFileName())).exists();
	}

	/**
	 * Who makes the directory again may lead root's daemon elsewhere.
	 */
	@Test
	@FullTier
	void fileIsNotMadeAgainInDirectoryOfAnotherUser() throws IOException {
		Programs.daemon(launch("attr.startTimeout=PT60S"));
		Files.move(runDirectory(), this.directory.resolve("away"));
		Path target = Files.createDirectory(this.directory.resolve("target"));
		Path link = Files.createSymbolicLink(runDirectory(), target);
		Files.setAttribute(link, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
		// It looks every five seconds
		Awaitility.await().during(Duration.ofSeconds(6)).atMost(TIMEOUT).until(() -> isEmpty(target));
	}

	private static boolean isEmpty(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.findAny().isEmpty();
		}
	}

	/**
	 * Some of them leave what has the sticky bit, and others what was used lately.
	 */
	@Test
	@FullTier
	void fileIsKeptFromCleanersOfTemporaryDirectories() throws IOException {
		ProcessFacts daemon = Programs.daemon(launch());
		FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
		Files.getFileAttributeView(file(), BasicFileAttributeView.class).setTimes(old, old, null);
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> {
			assertThat((int) Files.getAttribute(file(), "unix:mode") & 07777).isEqualTo(01644);
			assertThat(Files.getLastModifiedTime(file())).isGreaterThan(old);
			assertThat((FileTime) Files.getAttribute(file(), "lastAccessTime")).isGreaterThan(old);
		});
		assertThat(finder("find").run().stdout()).isEqualTo(daemon.pid() + " true\n");
	}

	/**
	 * What a process id meant once, it may not mean any more.
	 */
	@Test
	@FullTier
	void processThatHasTheIdOfTheDaemonIsNotStopped() throws IOException {
		Programs.daemon(launch()).kill();
		this.programs.processes().awaitNone();
		FileTime written = FileTime.from(Instant.now().minusSeconds(60));
		Started stranger = strangerLocks("-x");
		Files.writeString(file(), stranger.pid() + "\n");
		Files.setLastModifiedTime(file(), written);
		assertThat(finder("stop").run().stdout()).isEqualTo("none\n");
		assertThat(finder("stop").shell(WITHOUT_PTRACE).run().stdout()).isEqualTo("none\n");
		assertThat(new ProcessFacts(stranger.pid()).isAlive()).isTrue();
	}

	@Test
	@FullTier
	void daemonOfUserIsFoundAndStoppedByRootThatCannotLookIntoIt() {
		ProcessFacts daemon = Programs.daemon(launch("attr.user=nobody", "attr.signals=HUP"));
		assertThat(finder("find").shell(WITHOUT_PTRACE).run().stdout()).isEqualTo(daemon.pid() + " true\n");
		assertThat(finder("reload").shell(WITHOUT_PTRACE).run().stdout())
			.isEqualTo("DaemonException: cannot determine whether process " + daemon.pid()
					+ " handles SIGHUP, since this user may not inspect it\n");
		assertThat(finder("stop").shell(WITHOUT_PTRACE).run().stdout()).isEqualTo("true\n");
		assertThat(daemon.isAlive()).isFalse();
	}

	@Test
	@FullTier
	void daemonThatKeepsCapabilityIsFoundByItsUser() {
		ProcessFacts daemon = Programs
			.daemon(launch("attr.user=nobody", "attr.capability=NET_BIND_SERVICE", "attr.signals=HUP"));
		assertThat(finder("find").shell(AS_NOBODY).run().stdout()).isEqualTo(daemon.pid() + " true\n");
		assertThat(finder("reload").shell(AS_NOBODY).run().stdout()).contains("cannot determine whether");
		assertThat(daemon.isAlive()).isTrue();
	}

	@Test
	void daemonCannotWriteWhatIsBelieved() throws IOException {
		ProcessFacts daemon = Programs.daemon(launch("attr.user=nobody"));
		int number = daemon.descriptors()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().equals(file().toString()))
			.findFirst()
			.orElseThrow()
			.getKey();
		Path descriptor = Path.of("/proc/" + daemon.pid() + "/fd/" + number);
		Path info = Path.of("/proc/" + daemon.pid() + "/fdinfo/" + number);
		assertThat(Files.readString(info)).containsPattern("flags:\\s+01\\d{5}0\n").contains("FLOCK");
		Run write = this.programs.processes()
			.program("/bin/sh")
			.args("-c", "echo 1 >> " + descriptor)
			.shell(AS_NOBODY)
			.run();
		assertThat(write.exitCode()).isNotZero();
		assertThat(file()).hasContent(daemon.pid() + "\n");
		assertThat(Stream.of("CapPrm", "CapEff", "CapInh", "CapAmb").map(daemon::capabilities)).containsOnly(0L);
	}

	@Test
	void daemonHasNoInheritableCapabilitiesAndCannotGainPrivileges() throws IOException {
		ProcessFacts daemon = Programs.daemon(launch("attr.user=nobody", "attr.noNewPrivileges=true")
			.shell("exec setpriv --inh-caps +chown,+kill \"$@\""));
		assertThat(Stream.of("CapPrm", "CapEff", "CapInh", "CapAmb").map(daemon::capabilities)).containsOnly(0L);
		assertThat(Files.readString(Path.of("/proc/" + daemon.pid() + "/status"))).contains("NoNewPrivs:\t1\n");
	}

	@Test
	void daemonIsFoundWithoutItsFileAndMakesItAgain() throws IOException {
		ProcessFacts daemon = Programs.daemon(launch());
		Files.delete(file());
		assertThat(finder("find").run().stdout()).isEqualTo(daemon.pid() + " true\n");
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> assertThat(file()).hasContent(daemon.pid() + "\n"));
		assertThat(launch().run().stdout()).contains(file() + " is locked by process " + daemon.pid() + ": ");
		daemon.signal("TERM");
		this.programs.processes().awaitNone();
		assertThat(file()).doesNotExist();
	}

	/**
	 * The daemon may not make it again there.
	 */
	@Test
	@FullTier
	void secondDaemonIsKeptOutWithoutFile() throws IOException {
		ProcessFacts daemon = Programs.daemon(launch("attr.user=nobody"));
		Files.delete(file());
		assertThat(launch("attr.user=nobody").run().stdout()).startsWith("FileLockedException: somebody has removed "
				+ file() + ", but process " + daemon.pid() + " holds its lock: the daemon is already running\n");
		assertThat(finder("stop").run().stdout()).isEqualTo("true\n");
		assertThat(daemon.isAlive()).isFalse();
		assertThat(file()).doesNotExist();
	}

	@Test
	void endOfDaemonLeavesFileOfAnother() throws IOException {
		ProcessFacts daemon = Programs.daemon(launch());
		Path other = Files.writeString(runDirectory().resolve("other"), "1\n");
		Files.move(other, file(), StandardCopyOption.ATOMIC_MOVE);
		daemon.signal("TERM");
		this.programs.processes().awaitNone();
		assertThat(file()).hasContent("1\n");
	}

	@Test
	void fileThatIsNotItsOwnIsRefusedAndUntouched() throws IOException {
		fileThatIsNotItsOwnIsRefusedAndUntouched("device", "it is not a regular file");
	}

	@FullTier
	@ParameterizedTest
	@CsvSource({ "pipe, it is not a regular file", "link, it has another name",
			"stranger, it belongs to another user" })
	void fileThatIsNotItsOwnIsRefusedAndUntouched(String kind, String reason) throws IOException {
		make(kind);
		Object mode = Files.getAttribute(file(), "unix:mode");
		assertThat(launch().run().stdout()).contains("cannot use the pid file " + file() + ", since " + reason);
		assertThat(Files.getAttribute(file(), "unix:mode")).isEqualTo(mode);
		if (Files.isRegularFile(file())) {
			assertThat(file()).hasContent("precious");
		}
	}

	private void make(String kind) throws IOException {
		switch (kind) {
			case "device" -> run("mknod", "-m", "666", file().toString(), "c", "1", "3");
			case "pipe" -> run("mkfifo", file().toString());
			case "link" -> Files.createLink(file(), Files.writeString(runDirectory().resolve("target"), "precious"));
			default -> Files.setAttribute(Files.writeString(file(), "precious"), "unix:uid", NOBODY);
		}
	}

	@Test
	@FullTier
	void fileWhoseNameLooksDeletedIsOneLikeAnother() {
		Path odd = runDirectory().resolve("a.pid (deleted)");
		ProcessFacts daemon = Programs.daemon(this.programs.program(Program.class, facts(), "attr.pidFile=" + odd));
		assertThat(odd).hasContent(daemon.pid() + "\n");
	}

	@Test
	void directoryThatOthersCanChangeIsRefusedToRoot() throws IOException {
		directoryThatOthersCanChangeIsRefusedToRoot("owner");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "group", "ancestor" })
	void directoryThatOthersCanChangeIsRefusedToRoot(String kind) throws IOException {
		switch (kind) {
			case "owner" -> Files.setAttribute(runDirectory(), "unix:uid", NOBODY);
			case "group" -> {
				Files.setAttribute(runDirectory(), "unix:gid", NOBODY);
				Files.setPosixFilePermissions(runDirectory(), PosixFilePermissions.fromString("rwxrwxr-x"));
			}
			default -> Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxrwxrwx"));
		}
		Path changed = kind.equals("ancestor") ? this.directory : runDirectory();
		assertThat(launch().run().stdout())
			.contains("cannot use the pid file " + file() + ", since users other than root can change " + changed);
		assertThat(file()).doesNotExist();
	}

	@Test
	void directoryOfTheDaemonsUserIsAllowed() throws IOException {
		Files.setAttribute(runDirectory(), "unix:uid", NOBODY);
		ProcessFacts daemon = Programs.daemon(launch("attr.user=nobody"));
		assertThat(file()).hasContent(daemon.pid() + "\n");
		assertThat(finder("stop").run().stdout()).isEqualTo("true\n");
		assertThat(file()).doesNotExist();
	}

	/**
	 * The file that the daemon has made again is its user's.
	 */
	@Test
	@FullTier
	void fileThatTheDaemonHasMadeAgainIsTakenOverByRoot() throws IOException {
		Files.setAttribute(runDirectory(), "unix:uid", NOBODY);
		ProcessFacts crashed = Programs.daemon(launch("attr.user=nobody"));
		Files.delete(file());
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> assertThat(file()).hasContent(crashed.pid() + "\n"));
		assertThat(Files.getAttribute(file(), "unix:uid")).isEqualTo(NOBODY);
		assertThat(finder("find").run().stdout()).isEqualTo(crashed.pid() + " true\n");
		crashed.kill();
		this.programs.processes().awaitNone();
		Files.delete(facts().resolve("facts"));
		ProcessFacts daemon = Programs.daemon(launch("attr.user=nobody"));
		assertThat(finder("find").run().stdout()).isEqualTo(daemon.pid() + " true\n");
	}

	/**
	 * As a script has left it, whose umask was another one.
	 */
	@Test
	@FullTier
	void fileThatOthersCouldWriteIsTakenOver() throws IOException {
		Files.writeString(file(), "1\n");
		Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
		assertThat(finder("find").run().stdout()).isEqualTo("none\n");
		ProcessFacts daemon = Programs.daemon(launch());
		assertThat(finder("find").run().stdout()).isEqualTo(daemon.pid() + " true\n");
		Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
		assertThat(finder("find").run().stdout()).contains("is writable by others");
	}

	/**
	 * There the machine's root is nobody, as all others are.
	 */
	@Test
	@FullTier
	void rootOfUserNamespaceIsAnOrdinaryUser() throws IOException {
		Files.setAttribute(runDirectory(), "unix:uid", NOBODY);
		ProcessFacts daemon = Programs.daemon(launch()
			.shell("exec setpriv --reuid 65534 --regid 65534 --clear-groups unshare --user --map-root-user \"$@\""));
		assertThat(file()).hasContent(daemon.pid() + "\n");
		assertThat(finder("find").run().stdout()).isEqualTo(daemon.pid() + " true\n");
	}

	/**
	 * Every look at the process takes long, so that it ends in the middle of each.
	 */
	@FullTier
	@EnabledIfStrace
	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void stopThatMeetsTheEndOfTheDaemonIsNoFailure(int look) {
		ProcessFacts daemon = Programs.daemon(launch());
		Path log = this.directory.resolve("strace.log");
		String stat = "/proc/" + daemon.pid() + "/stat";
		Started stop = finder("stop")
			.shell("exec strace -f -qq -o " + log + " -P " + stat
					+ " -e trace=openat,open -e inject=openat,open:delay_enter=200000 \"$@\"")
			.start();
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> Files.exists(log) && (Files.readAllLines(log).size() >= look || !daemon.isAlive()));
		daemon.kill();
		assertThat(stop.await().stdout()).isIn("true\n", "none\n");
	}

	private Started strangerLocks(String kind) throws IOException {
		return strangerLocks(file(), kind);
	}

	private Started strangerLocks(Path file, String kind) throws IOException {
		Started stranger = this.programs.processes()
			.program("flock")
			.args(kind, "-o", file.toString(), "sleep", "1000")
			.shell(AS_NOBODY)
			.start();
		String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> Files.readAllLines(Path.of("/proc/locks")).stream().anyMatch((lock) -> lock.contains(inode)));
		return stranger;
	}

	private void run(String program, String... arguments) {
		assertThat(this.programs.processes().program(program).args(arguments).run().exitCode()).isZero();
	}

	private Launch launch(String... properties) {
		String[] all = Stream
			.concat(Stream.of("attr.pidFile=" + file(), "attr.startTimeout=PT60S"), Stream.of(properties))
			.toArray(String[]::new);
		return this.programs.program(this.classPath.toString(), Program.class, facts(), all);
	}

	private Launch finder(String action) {
		return this.programs.program(this.classPath.toString(), FindingProgram.class, facts())
			.args(file().toString(), action);
	}

	/**
	 * For whoever runs the program.
	 */
	private Path facts() {
		return this.directory.resolve("facts");
	}

	private Path runDirectory() {
		return this.directory.resolve("run");
	}

	private Path file() {
		return runDirectory().resolve("example.pid");
	}

}
