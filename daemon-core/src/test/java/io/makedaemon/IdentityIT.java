package io.makedaemon;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.ClassPath;
import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.LockProber;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Conformance: whose the daemon is.
 */
@EnabledIfRoot
class IdentityIT {

	private static final int PRIVILEGED_PORTS = 1024;

	/** A user id that no user database has. */
	private static final int LONELY = 1_234_567;

	private static final int FEW_THREADS = 10;

	private static final int ENOUGH_THREADS = 100;

	/** {@code CAP_NET_BIND_SERVICE} is number 10. */
	private static final long NET_BIND_SERVICE = 1L << 10;

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	private ClassPath classPath = Programs.CLASS_PATH;

	/**
	 * The program's classes, and the directory, must be everybody's.
	 */
	@BeforeEach
	void openDirectory() throws IOException {
		this.classPath = Programs.CLASS_PATH.copyJarsTo(this.directory.resolve("jars"));
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxrwxrwx"));
	}

	@Test
	void isWhoTheOptionsSay() throws Exception {
		isWhoTheOptionsSay("nobody", "daemon");
	}

	@FullTier
	@ParameterizedTest(name = "user {0}, group {1}")
	@CsvSource({ "nobody, ''", "65534, ''", "nobody, 1", "'', daemon", "'', nogroup", "4711, 4712", "4711, daemon" })
	void isWhoTheOptionsSay(String user, String group) throws Exception {
		ProcessFacts daemon = Programs
			.daemon(launch("attr.user=" + user, "attr.group=" + group).shell("exec setpriv --groups 2,3,4242 \"$@\""));
		Programs.facts(this.directory);
		String id = user.isEmpty() ? "0" : user;
		long uid = known(id) ? id("-u", id) : Long.parseLong(id);
		long gid = group.isEmpty() ? id("-g", id) : groupId(group);
		assertThat(daemon.ids("Uid")).as("real, effective, saved").hasSize(4).containsOnly(uid);
		assertThat(daemon.ids("Gid")).as("real, effective, saved").hasSize(4).containsOnly(gid);
		List<Long> groups = new ArrayList<>(known(id) ? ids("-G", id) : List.of());
		if (known(id)) {
			groups.remove(Long.valueOf(id("-g", id)));
		}
		groups.add(gid);
		assertThat(daemon.ids("Groups")).containsExactlyInAnyOrderElementsOf(groups);
		if (uid != 0) {
			assertThat(Stream.of("CapPrm", "CapEff", "CapInh", "CapAmb").map(daemon::capabilities)).containsOnly(0L);
		}
	}

	@Test
	void hasVariablesOfTheUserAndOtherwiseTheEnvironment() {
		ProcessFacts daemon = Programs
			.daemon(launch("attr.user=nobody").shell("exec env -i " + this.programs.processes().marker()
					+ " USER=somebody A=1 HOME=/somewhere HOMER=2 USERNAME=3 PATH=/usr/bin:/bin \"$@\""));
		Programs.facts(this.directory);
		assertThat(daemon.environment()).containsExactly(this.programs.processes().marker(), "USER=nobody", "A=1",
				"HOME=/nonexistent", "HOMER=2", "USERNAME=3", "PATH=/usr/bin:/bin", "LOGNAME=nobody");
	}

	@Test
	void keepsVariablesWhenOnlyTheGroupChanges() {
		ProcessFacts daemon = Programs.daemon(launch("attr.group=nogroup")
			.shell("exec env -i " + this.programs.processes().marker() + " USER=somebody PATH=/usr/bin:/bin \"$@\""));
		Programs.facts(this.directory);
		assertThat(daemon.environment()).containsExactly(this.programs.processes().marker(), "USER=somebody",
				"PATH=/usr/bin:/bin");
	}

	@Test
	void canUseFilesStreamsAndLogDirectory() throws IOException {
		Path lock = this.directory.resolve("lock");
		Path log = this.directory.resolve("log");
		ProcessFacts daemon = Programs.daemon(launch("attr.user=nobody", "attr.captureOutput=true",
				"attr.lockedFile=" + lock, "attr.logDirectory=" + log, "attr.startTimeout=PT1M"));
		Programs.facts(this.directory);
		assertThat(Files.getOwner(lock)).hasToString("nobody");
		assertThat(LockProber.canLock(this.programs.processes(), lock)).isFalse();
		assertThat(daemon.descriptors()).containsEntry(3, lock.toString());
		assertThat(Files.getOwner(log)).hasToString("nobody");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log))).isEqualTo("rwxr-x---");
		assertThat(Files.getAttribute(log, "unix:gid")).isEqualTo((int) id("-g", "nobody"));
	}

	/**
	 * A user's link in the middle of the path leads to what only root may write.
	 */
	@Test
	@FullTier
	void doesNotFollowLinkOfTheUserToMakeLogDirectory() throws IOException {
		Path facts = Files.createDirectory(this.directory.resolve("facts"));
		Files.setPosixFilePermissions(facts, PosixFilePermissions.fromString("rwxrwxrwx"));
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		Path precious = Files.createDirectory(this.directory.resolve("precious"));
		Path home = Files.createDirectory(this.directory.resolve("home"));
		Files.setOwner(home, home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
		Path link = Files.createSymbolicLink(home.resolve("link"), precious);
		logIn(link.resolve("log"), facts);
		assertThat(precious).isEmptyDirectory();
		logIn(home.resolve("log"), facts);
		assertThat(Files.getOwner(home.resolve("log"))).as("made as the user").hasToString("nobody");
		Path own = Files.createSymbolicLink(this.directory.resolve("link"), precious);
		logIn(own.resolve("log"), facts);
		assertThat(Files.getOwner(precious.resolve("log"))).as("made behind a link of root's").hasToString("nobody");
	}

	private void logIn(Path log, Path facts) {
		Programs.daemon(this.programs.program(this.classPath.toString(), Program.class, facts, "attr.user=nobody",
				"attr.logDirectory=" + log));
	}

	@Test
	void doesNotOpenFilesAsRoot() throws IOException {
		Path secret = Files.writeString(this.directory.resolve("secret"), "secret");
		Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
		Run run = launch("attr.user=nobody", "attr.file=" + secret).run();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(run.stdout())
			.contains("SystemCallException: cannot open " + secret + ": Permission denied (open: EACCES)");
		this.programs.processes().awaitNone();
	}

	@Test
	void entersWorkingDirectoryAsTheUser() throws IOException {
		Path closed = Files.createDirectory(this.directory.resolve("closed"));
		Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
		Run run = launch("attr.user=nobody", "attr.workingDirectory=" + closed).run();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(run.stdout()).contains("cannot enter the working directory " + closed + ": Permission denied");
		this.programs.processes().awaitNone();
	}

	@Test
	void leavesNothingInDirectoryOfRootWhenItFails() throws IOException {
		leavesNothingInDirectoryOfRootWhenItFails("attr.workingDirectory=/missing", "(chdir: ENOENT)");
	}

	/**
	 * Neither the first child nor the daemon may remove there what root has made.
	 */
	@FullTier
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			attr.file=/missing                  | (open: ENOENT)
			attr.jvmOption=-XX:Nonsense         | the daemon ended with exit code 1 before it was ready
			then=fail                           | StartFailedException: no database at localhost:5432
			then=failAndStay                    | StartFailedException: no database, but still here
			then=exit                           | the daemon ended with exit code 3 before it was ready
			then=readyOnGo attr.startTimeout=PT5S | the daemon was not ready within 5 seconds
			""")
	void leavesNothingInDirectoryOfRootWhenItFails(String properties, String message) throws IOException {
		// Others can only add to what is on the way
		Files.setAttribute(this.directory, "unix:mode", 01777);
		Path closed = Files.createDirectory(this.directory.resolve("closed"));
		Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwxr-xr-x"));
		String[] all = Stream
			.concat(Stream.of("attr.user=nobody", "attr.startTimeout=PT60S", "attr.pidFile=" + closed.resolve("pid"),
					"attr.logDirectory=" + closed.resolve("log")), Stream.of(properties.split(" ")))
			.toArray(String[]::new);
		Run run = launch(all).run();
		assertThat(this.programs.processes().alive()).isEmpty();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(run.stdout()).contains(message);
		assertThat(closed).isEmptyDirectory();
	}

	/**
	 * What was there before the start, or is in use, is none of its own.
	 */
	@Test
	void leavesLogDirectoryThatIsNotItsOwnWhenItFails() throws IOException {
		Path log = Files.createDirectory(this.directory.resolve("log"));
		Run run = launch("attr.user=nobody", "attr.logDirectory=" + log, "attr.workingDirectory=/missing").run();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(log).isEmptyDirectory();
		assertThat(Files.getOwner(log)).hasToString("root");
	}

	/**
	 * Of a user that nobody else has, since threads are counted by user.
	 */
	@Test
	@FullTier
	void leavesNothingWhereThereAreTooFewThreads() throws IOException {
		this.programs.untraced();
		Path own = Files.createDirectory(this.directory.resolve("own"));
		Files.setAttribute(own, "unix:uid", LONELY);
		boolean started = false;
		for (int limit = FEW_THREADS; !started && limit < ENOUGH_THREADS; limit++) {
			Run run = launch("attr.startTimeout=PT60S", "java.io.tmpdir=" + own, "attr.pidFile=" + own.resolve("pid"))
				.shell("exec setpriv --reuid " + LONELY + " --regid " + LONELY + " --clear-groups prlimit --nproc="
						+ limit + " \"$@\"")
				.run();
			started = run.exitCode() == 0;
			if (!started) {
				assertThat(this.programs.processes().alive()).as("%d threads: %s", limit, run).isEmpty();
				assertThat(own).as("%d threads: %s", limit, run).isEmptyDirectory();
				assertThat(run.stdout() + run.stderr()).doesNotContain("java.io.tmpdir");
			}
		}
		assertThat(started).isTrue();
	}

	@Test
	void keepsCapability() throws IOException {
		int port = privilegedPort();
		ProcessFacts daemon = Programs
			.daemon(launch("attr.user=nobody", "attr.capability=NET_BIND_SERVICE", "bind=" + port));
		Properties facts = Programs.facts(this.directory);
		assertThat(daemon.ids("Uid")).containsOnly(id("-u", "nobody"));
		assertThat(Stream.of("CapPrm", "CapEff", "CapInh", "CapAmb").map(daemon::capabilities))
			.containsOnly(NET_BIND_SERVICE);
		assertThat(facts).containsEntry("bound", Integer.toString(port));
	}

	private static int privilegedPort() {
		return IntStream.iterate(PRIVILEGED_PORTS - 1, (port) -> port > 0, (port) -> port - 1)
			.filter(IdentityIT::isFree)
			.findFirst()
			.orElseThrow();
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port)) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * The directory for temporary files is missing: the first child could not be started.
	 */
	@ParameterizedTest(name = "user {0}, group {1}")
	@CsvSource({ "no-such-user, '', there is no user no-such-user",
			"'', no-such-group, there is no group no-such-group",
			"nobody, no-such-group, there is no group no-such-group" })
	void saysWhoIsUnknownBeforeAnythingIsStarted(String user, String group, String reason) {
		Run run = launch("attr.user=" + user, "attr.group=" + group, "java.io.tmpdir=" + this.directory + "/missing")
			.run();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(run.stdout()).contains("DaemonException: cannot make a daemon: " + reason + "\n");
	}

	@Test
	void needsGroupForUserWithoutEntry() {
		Run run = launch("attr.user=4711").run();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(run.stdout()).contains("cannot find the group of user 4711, and none is set");
		this.programs.processes().awaitNone();
	}

	@ParameterizedTest
	@CsvSource({ "user, nobody", "group, nogroup" })
	void saysThatOnlyRootCanDoItBeforeAnythingIsStarted(String option, String value) {
		this.programs.untraced();
		Run run = launch("attr." + option + "=" + value, "java.io.tmpdir=" + this.directory + "/missing")
			.shell("exec setpriv --reuid 65534 --regid 65534 --clear-groups \"$@\"")
			.run();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(run.stdout())
			.startsWith("SystemCallException: cannot become another user or group, as only root can: "
					+ "Operation not permitted (setuid: EPERM)\n");
	}

	private Launch launch(String... properties) {
		return this.programs.program(this.classPath.toString(), Program.class, this.directory, properties);
	}

	/**
	 * What id(1) says.
	 */
	private List<Long> ids(String option, String user) {
		Run run = this.programs.processes().program("id").args(option, user).run();
		return Stream.of(run.stdout().strip().split(" ", -1)).map(Long::valueOf).toList();
	}

	private long id(String option, String user) {
		return ids(option, user).get(0);
	}

	private boolean known(String user) {
		return this.programs.processes().program("id").args(user).run().exitCode() == 0;
	}

	private long groupId(String group) {
		Run run = this.programs.processes().program("getent").args("group", group).run();
		return run.stdout().isEmpty() ? Long.parseLong(group) : Long.parseLong(run.stdout().split(":", -1)[2]);
	}

}
