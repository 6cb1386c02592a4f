package io.makedaemon.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The sample as a daemon of another user's.
 */
@EnabledIfRoot
class UserIT {

	private static final String USER = "nobody";

	/** {@code CAP_NET_BIND_SERVICE} is number 10. */
	private static final long NET_BIND_SERVICE = 1L << 10;

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	/**
	 * The jar must be everybody's to read, and the directories everybody's to write.
	 */
	@BeforeEach
	void openDirectory() throws IOException {
		Files.copy(Sample.JAR, this.directory.resolve("app.jar"));
		for (Path path : List.of(this.directory, Sample.create(Sample.temporary(this.directory)))) {
			Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
		}
	}

	@Test
	@FullTier
	void logsAndLocksAndListensAsTheUser() throws IOException {
		Path log = this.directory.resolve("logs/sample.log");
		Path lock = this.directory.resolve("lock");
		Run run = launch("--daemon.capabilities=net-bind-service", "--logging.file.name=" + log,
				"--daemon.files[0].path=" + lock)
			.run();
		ProcessFacts daemon = Sample.daemon(run);
		assertThat(Files.getOwner(log)).hasToString(USER);
		assertThat(Files.getOwner(lock)).hasToString(USER);
		assertThat(daemon.ids("Uid")).containsOnly(((Integer) Files.getAttribute(log, "unix:uid")).longValue());
		assertThat(daemon.capabilities("CapEff")).isEqualTo(NET_BIND_SERVICE);
		assertThat(daemon.environment()).contains("USER=" + USER, "LOGNAME=" + USER);
		assertThat(Sample.http(Sample.read(log)).get("/")).startsWith("Hello from the daemon sample-app");
		Sample.await(log, "daemon.stdout");
	}

	@Test
	@FullTier
	void saysWhoseTheLogIsThatCannotBeWritten() throws IOException {
		Path logs = Files.createDirectory(this.directory.resolve("logs"));
		Files.setPosixFilePermissions(logs, PosixFilePermissions.fromString("rwxr-xr-x"));
		Run run = launch("--logging.file.name=" + logs + "/sample.log",
				"--daemon.files[0].path=" + this.directory.resolve("lock"))
			.run();
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.stderr()).contains("The log file " + logs + "/sample.log cannot be opened")
			.contains("whether the user nobody may write there");
		this.sample.processes().awaitNone();
	}

	@Test
	@FullTier
	void leavesOwnerOfLogThatIsThere() throws IOException {
		Path log = Files.createFile(this.directory.resolve("sample.log"));
		Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-rw-rw-"));
		Sample.daemon(
				launch("--logging.file.name=" + log, "--daemon.files[0].path=" + this.directory.resolve("lock")).run());
		assertThat(Files.getOwner(log)).hasToString("root");
		assertThat(Sample.read(log)).contains("Started SampleApplication");
	}

	/**
	 * Whoever may write there could else have root give away any directory.
	 */
	@Test
	@FullTier
	void doesNotGiveAwayWhatTheLogDirectoryIsALinkTo() throws IOException {
		Path precious = Files.createDirectory(this.directory.resolve("precious"));
		Path logs = Files.createSymbolicLink(this.directory.resolve("logs"), precious);
		Run run = launch("--logging.file.name=" + logs + "/sample.log",
				"--daemon.files[0].path=" + this.directory.resolve("lock"))
			.run();
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(Files.getOwner(precious)).hasToString("root");
		assertThat(precious).isEmptyDirectory();
	}

	/**
	 * As after {@code unshare --map-root-user}.
	 */
	@Test
	@FullTier
	void isTheSameUserAsRootOfNamespace() throws IOException {
		this.sample.untraced();
		String user = "unset DAEMON_PIDFILE; exec setpriv --reuid 65534 --regid 65534 --clear-groups ";
		String root = user + "unshare --user --map-root-user ";
		assumeThat(this.sample.processes().program("sh").args("-c", root + "true").run().exitCode())
			.as("a user may make a namespace")
			.isZero();
		String name = "--daemon.program-name=makedaemon-" + UUID.randomUUID();
		Files.setAttribute(Sample.create(Sample.launchDirectory(this.directory)), "unix:uid", 65534);
		for (String starter : List.of(user, root)) {
			Sample.daemon(own(starter, name).run());
			for (String other : List.of(user, root)) {
				assertThat(own(other, name).run().stderr()).contains(" is locked by ",
						": the daemon is already running");
			}
			assertThat(own(starter.equals(user) ? root : user, name, "--daemon.command=stop").run().stdout())
				.contains(" was stopped after ");
		}
	}

	private Launch own(String prefix, String... arguments) {
		return this.sample.launch(this.directory.resolve("app.jar"), this.directory, arguments)
			.shell(prefix + "\"$@\"");
	}

	private Launch launch(String... arguments) {
		return this.sample.launch(this.directory.resolve("app.jar"), this.directory, arguments)
			.args("--daemon.user=" + USER);
	}

}
