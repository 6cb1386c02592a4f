package io.makedaemon.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
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
class PreparedStartIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final String USER = "nobody";

	private static final String AS_USER = "exec setpriv --reuid " + USER
			+ " --regid nogroup --clear-groups -- env HOME=/nonexistent \"$@\"";

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
		expectPlain(launch(), cache() + " is another user's, or can be written by others");
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
	void isPreparedByOneCommandAtATimeWhichCanBeCancelled() throws IOException {
		Started first = launch("--daemon.command=prepare").shell("exec env --default-signal \"$@\"").start();
		ProcessFacts application = awaitRunOfApplication();
		application.signal("STOP");
		Run second = launch("--daemon.command=prepare").run();
		assertThat(second.exitCode()).isEqualTo(1);
		assertThat(second.stderr())
			.isEqualTo("sample-app: cannot prepare sample-app in " + cache() + ": another command is at it\n");
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

	@Test
	@FullTier
	@EnabledIfRoot
	void isPreparedByTheDaemonsUserAndNotByRoot() throws IOException {
		this.sample.untraced();
		Files.createDirectory(cache());
		setMode(Sample.create(Sample.temporary(this.directory)), "rwxrwxrwx");
		setMode(Sample.create(Sample.launchDirectory(this.directory)), "rwxrwxrwx");
		Run root = launch("--daemon.command=prepare", "--daemon.user=" + USER).run();
		assertThat(root.exitCode()).isEqualTo(1);
		assertThat(root.stderr()).endsWith(
				"as the user nobody. Let that user give this command, with a " + "daemon.cache-directory of its own\n");
		assertThat(cache()).isEmptyDirectory();

		Files.setAttribute(cache(), "unix:uid", Files.getAttribute(ownedByUser(), "unix:uid"));
		Run prepare = launch("--daemon.command=prepare", "--daemon.user=" + USER).shell(AS_USER).run();
		assertThat(prepare.exitCode()).as(prepare::toString).isZero();
		expectPlain(launch(), cache() + "/.* is another user's, or can be written by others");
		// They are root's now
		Files.delete(Sample.lock(this.directory));
		Files.delete(Sample.log(this.directory));
		ProcessFacts daemon = start(launch("--daemon.user=" + USER));
		assertThat(daemon.commandLine()).contains(current() + "/app/app.jar");
		daemon.kill();
		this.sample.processes().awaitNone();

		Files.setAttribute(cache(), "unix:uid", 0);
		prepare();
		setMode(cache(), "rwx------");
		expectPlain(launch("--daemon.user=" + USER), "the user nobody may not enter " + cache());
	}

	private Path ownedByUser() throws IOException {
		Path file = Files.createFile(this.directory.resolve("file"));
		Files.setOwner(file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
		return file;
	}

	@Test
	void isNotPreparedWhereThatMakesNoSense() throws IOException {
		String prefix = "sample-app: cannot prepare sample-app in " + cache() + ": ";
		expectRefused(launch("--daemon.command=prepare").environment(Map.of("JDK_JAVA_OPTIONS", "-Xshare:auto")),
				prefix + "its JVM has an option for an archive of its own\n");
		expectRefused(
				launch("--daemon.command=prepare").environment(Map.of("JDK_JAVA_OPTIONS",
						"-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0")),
				prefix + "its JVM has an agent, or an option that holds a port or a file, which only one can have\n");
		expectRefused(
				this.sample.launch(this.jar, this.directory, "--daemon.command=prepare", "--daemon.cache-directory="),
				"sample-app: nothing can be prepared without a daemon.cache-directory\n");
		Files.createDirectory(cache());
		setMode(cache(), "rwxrwxrwx");
		expectRefused(launch("--daemon.command=prepare"),
				prefix + cache() + " is another user's, or can be written by others\n");
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
			.matches("sample-app starts without what was prepared in " + cache() + ": " + reason
					+ " \\(--daemon.command=prepare does it anew\\)");
		assertThat(daemon.commandLine()).contains(this.jar.toString())
			.noneMatch((argument) -> argument.contains(cache().toString() + "/"));
		daemon.kill();
		Awaitility.await().atMost(TIMEOUT).until(() -> !daemon.isAlive());
	}

	private Launch launch(String... arguments) {
		return launch(Jdk.underTest(), arguments);
	}

	private Launch launch(Jdk jdk, String... arguments) {
		return this.sample.launch(jdk, this.jar, this.directory, "--daemon.cache-directory=" + cache()).args(arguments);
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
