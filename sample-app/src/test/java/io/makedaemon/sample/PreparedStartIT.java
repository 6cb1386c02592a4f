package io.makedaemon.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Nothing that was prepared is used for a start that it was not made for, and nothing is
 * left of what could not be prepared.
 */
@Execution(ExecutionMode.CONCURRENT)
class PreparedStartIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final String USER = "nobody";

	private static final String AS_USER = "exec setpriv --reuid " + USER
			+ " --regid nogroup --clear-groups -- env HOME=/nonexistent \"$@\"";

	private static final String CHANGEABLE = "belongs to another user, or others can write to it"
			+ (ProcessFacts.isRoot() ? "; what root runs must be where only root can change it" : "");

	@RegisterExtension
	final Sample sample = new Sample();

	@TempDir
	Path directory;

	private Path jar = Sample.JAR;

	@BeforeEach
	void copyJar() throws IOException {
		this.jar = Files.copy(Sample.JAR, this.directory.resolve("app.jar"));
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
	}

	@Test
	@FullTier
	void isAPlainOneWhereItIsNotWhatWasPrepared() throws IOException {
		prepare();
		Path prepared = current();
		Path archive = archive(prepared);
		expectPlain(launch().environment(Map.of("JDK_JAVA_OPTIONS", "-Xss2m")),
				"it was made with other options of the JVM");
		Jdk.other()
			.ifPresent((other) -> expectPlain(launch(other),
					"it was made with another JDK, " + Jdk.underTest().home() + " .*"));
		setMode(cache(), "rwxrwxr-x");
		expectPlain(launch(), cache() + " " + CHANGEABLE);
		setMode(cache(), "rwxr-xr-x");
		Files.write(archive, new byte[] { 1, 2, 3 });
		expectPlain(launch(), archive + " has changed since");

		Path file = prepared.resolve("preparation");
		String text = Files.readString(file);
		Files.writeString(file, text.substring(0, text.length() / 2));
		expectPlain(launch(), file + " is damaged");
		Files.delete(file);
		expectPlain(launch(), file + " is missing");
		Files.writeString(file, text);
		Files.setLastModifiedTime(this.jar, FileTime.fromMillis(0));
		expectPlain(launch(), "the jar has changed since");

		prepare();
		assertThat(current()).isNotEqualTo(prepared);
		ProcessFacts daemon = start(launch());
		assertThat(daemon.commandLine()).contains(current() + "/app/app.jar");
		daemon.kill();
	}

	/**
	 * A daemon may need its jars for as long as it runs, and one that is just starting
	 * does not have them open yet.
	 */
	@Test
	@FullTier
	void keepsItsFilesForAsLongAsItRuns() throws IOException {
		prepare();
		Path first = current();
		ProcessFacts daemon = start(launch());
		assertThat(daemon.commandLine()).contains(first + "/app/app.jar");
		prepare();
		Path second = current();
		prepare();
		Path third = current();
		assertThat(prepared()).containsExactlyInAnyOrder(first, second, third);
		assertThat(daemon.isAlive()).isTrue();
		daemon.kill();
		this.sample.processes().awaitNone();
		Run failed = launch("--daemon.command=prepare", "--logging.config=/no/such/file").run();
		assertThat(failed.exitCode()).isEqualTo(1);
		assertThat(failed.stderr())
			.startsWith("sample-app: cannot prepare sample-app in " + cache()
					+ ": the run of the application, until its context is refreshed, has failed with exit code 1:\n\n")
			.contains("/no/such/file");
		assertThat(current()).as("what was prepared before counts").isEqualTo(third);
		assertThat(prepared()).containsExactlyInAnyOrder(first, second, third);
		prepare();
		assertThat(prepared()).containsExactlyInAnyOrder(third, current());
	}

	@Test
	@FullTier
	void isPreparedByOneCommandAtATimeWhichCanBeCancelled() throws IOException {
		Started first = launch("--daemon.command=prepare").shell("exec env --default-signal \"$@\"").start();
		ProcessFacts application = awaitRunOfApplication();
		application.signal("STOP");
		Run second = launch("--daemon.command=prepare").run();
		assertThat(second.exitCode()).isEqualTo(1);
		assertThat(second.stderr())
			.isEqualTo("sample-app: cannot prepare sample-app in " + cache() + ": another prepare is in progress\n");
		application.signal("CONT");
		new ProcessFacts(first.pid()).signal("INT");
		assertThat(first.await().exitCode()).isEqualTo(130);
		this.sample.processes().awaitNone();
		assertThat(cache()).isDirectoryContaining("glob:**/lock");
		assertThat(prepared()).isEmpty();
		assertThat(Files.exists(cache().resolve("current"), LinkOption.NOFOLLOW_LINKS)).isFalse();
	}

	/**
	 * Whatever was there by then.
	 */
	@Test
	@FullTier
	void isNotAffectedByACommandThatWasKilled() throws IOException {
		Started prepare = launch("--daemon.command=prepare").start();
		awaitRunOfApplication();
		this.sample.processes().alive().forEach(ProcessFacts::kill);
		prepare.await();
		assertThat(prepared()).hasSize(1);
		ProcessFacts daemon = start(launch());
		assertThat(daemon.commandLine()).contains(this.jar.toString());
		daemon.kill();
		prepare();
		assertThat(prepared()).containsExactly(current());
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void isNotPreparedOnAFullDisk() throws IOException {
		Files.createDirectory(cache());
		Run run = launch("--daemon.command=prepare")
			.shell("mount -t tmpfs -o size=40m,mode=755 none " + cache() + " || exit 98; \"$@\"; code=$?; ls " + cache()
					+ "; exit $code")
			.shell("exec unshare --mount --propagation private \"$@\"")
			.run();
		assumeThat(run.exitCode()).as("file systems can be mounted").isNotEqualTo(98);
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.stderr()).startsWith("sample-app: cannot prepare sample-app in " + cache() + ": ");
		assertThat(run.stdout()).isEqualTo("lock\n");
	}

	/**
	 * Nor from it, which is that user's to change: the launcher, the jars and an archive
	 * are all code.
	 */
	@Test
	@FullTier
	@EnabledIfRoot
	void isNotRootsWhereAnotherUserHasPreparedIt() throws IOException {
		this.sample.untraced();
		Files.createDirectory(cache());
		setMode(Sample.create(Sample.temporary(this.directory)), "rwxrwxrwx");
		setMode(Sample.create(Sample.launchDirectory(this.directory)), "rwxrwxrwx");
		Files.setOwner(cache(), user());
		expectRefused(launch("--daemon.command=prepare", "--daemon.user=" + USER).shell(AS_USER),
				"sample-app: cannot prepare sample-app in " + cache()
						+ ": with daemon.user, root starts the daemon, and only from its own preparation: run this"
						+ " command as root, which runs the application as " + USER);
		Run prepare = launch("--daemon.command=prepare").shell(AS_USER).run();
		assertThat(prepare.exitCode()).as(prepare::toString).isZero();
		expectPlain(launch(), cache() + " " + CHANGEABLE);
		Files.delete(Sample.lock(this.directory));
		Files.delete(Sample.log(this.directory));
		expectPlain(launch("--daemon.user=" + USER), cache() + " " + CHANGEABLE);
		Files.delete(Sample.lock(this.directory));
		Files.delete(Sample.log(this.directory));

		Run status = launcher("status").shell(AS_USER).run();
		assertThat(status.exitCode()).as(status::toString).isEqualTo(3);
		Path link = Files.createSymbolicLink(this.directory.resolve("orders"), cache().resolve("sample-app"));
		for (Path launcher : List.of(link, cache().resolve("sample-app"))) {
			Run start = this.sample.processes().program(launcher.toString()).args("start").run();
			assertThat(start.exitCode()).isEqualTo(1);
			assertThat(start.stderr()).startsWith("sample-app: root does not run what others can change, and ")
				.contains(" belongs to another user, or others can write to it. As root, prepare a jar that only root");
		}
		this.sample.processes().awaitNone();
	}

	/**
	 * What root runs is root's, and the application's run is that of the daemon's user.
	 */
	@Test
	@FullTier
	@EnabledIfRoot
	void isPreparedByRootForTheDaemonsUser() throws IOException {
		this.sample.untraced();
		setMode(Sample.create(Sample.temporary(this.directory)), "rwxrwxrwx");
		Path logs = Files.setOwner(Files.createDirectory(this.directory.resolve("logs")), user());
		String[] arguments = { "--daemon.user=" + USER, "--logging.file.name=" + logs + "/sample.log",
				"--daemon.pid-file=" + this.directory + "/pid", "--daemon.files[0].path=" + logs + "/lock" };
		Started prepare = launch(arguments).args("--daemon.command=prepare").start();
		ProcessFacts application = awaitRunOfUser();
		application.signal("STOP");
		assertThat(application.ids("Uid")).doesNotContain(0L).containsOnly(application.ids("Uid").get(0));
		assertThat(application.ids("Gid")).doesNotContain(0L);
		assertThat(application.capabilities("CapPrm")).isZero();
		assertThat(application.environment()).contains("USER=" + USER);
		List<Long> user = application.ids("Uid");
		application.signal("CONT");
		Run prepared = prepare.await();
		assertThat(prepared.exitCode()).as(prepared::toString).isZero();
		assertThat(prepared.stdout()).contains(" jars and a class-data archive, ");
		assertThat(logs).as("neither log nor lock").isEmptyDirectory();
		try (Stream<Path> files = Files.walk(cache())) {
			assertThat(files.filter((file) -> !Files.isSymbolicLink(file))).isNotEmpty().allSatisfy((file) -> {
				assertThat(Files.getOwner(file)).hasToString("root");
				assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).matches(".{4}-..-.");
			});
		}

		Run start = launcher("start").run();
		ProcessFacts daemon = Sample.daemon(start);
		assertThat(start.stderr()).isEmpty();
		assertThat(daemon.ids("Uid")).isEqualTo(user);
		assertThat(daemon.commandLine()).contains(current() + "/app/app.jar",
				"-XX:SharedArchiveFile=" + archive(current()));
		assertThat(Files.readString(Path.of("/proc", daemon.pid() + "/maps"))).contains(archive(current()).toString());
		assertThat(launcher("stop").run().exitCode()).isZero();
		setMode(cache(), "rwx------");
		expectPlain(launch(arguments), "the user nobody may not enter " + cache());
	}

	/**
	 * Whoever has a terminal can read what root types there, and type there as root. The
	 * run ends nevertheless when root presses Ctrl-C.
	 */
	@Test
	@FullTier
	@EnabledIfRoot
	void isPreparedAwayFromRootsTerminal() throws IOException {
		this.sample.untraced();
		setMode(Sample.create(Sample.temporary(this.directory)), "rwxrwxrwx");
		Started prepare = launch("--daemon.command=prepare", "--daemon.user=" + USER).onTerminal().start();
		ProcessFacts application = awaitRunOfUser();
		application.signal("STOP");
		ProcessFacts command = new ProcessFacts(application.parent());
		assertThat(command.terminal()).isNotZero();
		assertThat(application.terminal()).isZero();
		assertThat(application.session()).isEqualTo(application.pid());
		assertThat(application.descriptors()).containsEntry(0, "/dev/null");
		assertThat(application.descriptors().values())
			.noneMatch((target) -> target.matches("/dev/(pts|tty|console).*"));
		prepare.type("\003");
		assertThat(prepare.await().exitCode()).isEqualTo(130);
		this.sample.processes().awaitNone();
		assertThat(prepared()).isEmpty();
	}

	private ProcessFacts awaitRunOfUser() {
		return Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> this.sample.processes()
				.alive()
				.stream()
				.filter((process) -> process.toString().contains("@/proc/self/fd/"))
				.findFirst(), Optional::isPresent)
			.orElseThrow();
	}

	private UserPrincipal user() throws IOException {
		return this.directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
	}

	private Launch launcher(String... arguments) {
		return this.sample.processes().program(cache().resolve("sample-app").toString()).args(arguments);
	}

	@Test
	@FullTier
	void isNotPreparedWhereThatMakesNoSense() throws IOException {
		String prefix = "sample-app: cannot prepare sample-app in " + cache() + ": ";
		expectRefused(launch("--daemon.command=prepare").environment(Map.of("JDK_JAVA_OPTIONS", "-Xshare:auto")),
				prefix + "its JVM already has an option for an archive\n");
		Path options = Files.createFile(this.directory.resolve("options"));
		expectRefused(launch("--daemon.command=prepare").environment(Map.of("JDK_JAVA_OPTIONS", "@" + options)),
				prefix + "its JVM gets options from a file that is not read here and may name an agent"
						+ " (-XX:VMOptionsFile, -XX:Flags, or an @file in a variable): put them on the command line\n");
		expectRefused(
				this.sample.launch(this.jar, this.directory, "--daemon.command=prepare", "--daemon.cache-directory="),
				"sample-app: nothing can be prepared without a daemon.cache-directory\n");
		Files.createDirectory(cache());
		setMode(cache(), "rwxrwxrwx");
		expectRefused(launch("--daemon.command=prepare"), prefix + cache() + " " + CHANGEABLE);
		assertThat(cache()).isEmptyDirectory();
	}

	private static void expectRefused(Launch launch, String text) {
		Run run = launch.run();
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.stderr().lines().filter((line) -> !line.startsWith("NOTE: "))).containsExactly(text.strip());
	}

	private ProcessFacts awaitRunOfApplication() {
		return Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> this.sample.processes()
				.alive()
				.stream()
				.filter((process) -> process.toString().contains("/work/arguments"))
				.findFirst(), Optional::isPresent)
			.orElseThrow();
	}

	private void prepare() {
		Run run = launch("--daemon.command=prepare").run();
		assertThat(run.exitCode()).as(run::toString).isZero();
	}

	private static ProcessFacts start(Launch launch) {
		Run run = launch.run();
		ProcessFacts daemon = Sample.daemon(run);
		assertThat(run.stderr()).isEmpty();
		return daemon;
	}

	private void expectPlain(Launch launch, String reason) {
		Run run = launch.run();
		ProcessFacts daemon = Sample.daemon(run);
		assertThat(run.stderr().lines().filter((line) -> !line.startsWith("NOTE: ")).toList()).singleElement()
			.asString()
			.matches("sample-app starts without its preparation in " + cache() + ": " + reason
					+ " \\(run --daemon.command=prepare again\\)");
		assertThat(daemon.commandLine()).contains(this.jar.toString())
			.noneMatch((argument) -> argument.contains(cache().toString() + "/"));
		daemon.kill();
		Awaitility.await().atMost(TIMEOUT).until(() -> !daemon.isAlive());
	}

	private Launch launch(String... arguments) {
		return launch(Jdk.underTest(), arguments);
	}

	private Launch launch(Jdk jdk, String... arguments) {
		return this.sample.launch(jdk, this.jar, this.directory, "--daemon.cache-directory=" + cache(),
				// Nobody asks it
				"--spring.main.web-application-type=none", "--spring.main.keep-alive=true")
			.args(arguments);
	}

	private Path cache() {
		return this.directory.resolve("cache");
	}

	private Path current() throws IOException {
		return cache().resolve("current").toRealPath();
	}

	private List<Path> prepared() throws IOException {
		try (Stream<Path> files = Files.list(cache())) {
			return files.filter((file) -> file.getFileName().toString().startsWith("prepared-")).toList();
		}
	}

	private static Path archive(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.filter((file) -> file.getFileName().toString().startsWith("classes."))
				.findFirst()
				.orElseThrow();
		}
	}

	private static void setMode(Path path, String mode) throws IOException {
		Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
	}

}
