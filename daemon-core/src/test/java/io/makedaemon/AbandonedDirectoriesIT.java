package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.parent.DirectoryProgram;
import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.ScriptedJdk;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Private directories of starts that were killed: the next start removes them, but none
 * that is in use.
 */
class AbandonedDirectoriesIT {

	private static final int NOBODY = 65534;

	private static final int KILLED = 3;

	private static final int AT_THE_SAME_TIME = 3;

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	private Path temporary;

	@BeforeEach
	void makeDirectory() throws IOException {
		this.temporary = Files.createDirectory(this.directory.resolve("tmp"));
	}

	@AfterEach
	void removeLinks() {
		new ScriptedJdk(jdkDirectory()).removeLinks();
	}

	/**
	 * A start is killed as soon as its directory is there, which leaves it most times.
	 */
	@Test
	void areRemovedByTheNextStart() throws IOException {
		this.programs.untraced();
		for (int i = 0; i < KILLED; i++) {
			Started parent = launch(Program.class).start();
			List<Path> before = directories();
			Awaitility.await()
				.atMost(Programs.TIMEOUT)
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.until(() -> !directories().equals(before) || !parent.isAlive());
			new ProcessFacts(parent.pid()).kill();
			parent.await();
			this.programs.processes().awaitNone();
		}
		abandon("1", "lock", "0.jar", "libjffi-1.2.so");
		abandon("2", "lock");
		abandon("3");
		Programs.daemon(launch(Program.class, "attr.startTimeout=PT60S"));
		assertThat(this.temporary).isEmptyDirectory();
	}

	/**
	 * The start of the first one takes so long that the second one passes it.
	 */
	@Test
	@FullTier
	void areNotThoseOfStartsThatGoOn() throws IOException {
		Path gate = this.directory.resolve("gate");
		ScriptedJdk jdk = ScriptedJdk.create(this.programs.jdk(), jdkDirectory(),
				"while [ ! -e " + gate + " ]; do sleep 0.1; done; exec \"$@\"");
		Started first = launch(jdk).start();
		Awaitility.await().atMost(Programs.TIMEOUT).until(() -> directories().size() == 1);
		areNotThoseOf(first, gate);
	}

	private void areNotThoseOf(Started first, Path gate) throws IOException {
		List<Path> inUse = directories();
		assertThat(inUse).hasSize(1);
		Path other = Files.createDirectory(this.directory.resolve("other"));
		Programs.daemon(this.programs.program(Program.class, other, "java.io.tmpdir=" + this.temporary,
				"attr.startTimeout=PT60S"));
		assertThat(directories()).isEqualTo(inUse);
		Files.createFile(gate);
		Programs.daemon(first.await());
		assertThat(this.temporary).isEmptyDirectory();
	}

	private Launch launch(ScriptedJdk jdk, String... options) {
		return this.programs.processes()
			.program(jdk.launcher().toString())
			.args(Programs.quickOptions())
			.args(jdk.option(), "-Djava.io.tmpdir=" + this.temporary)
			.args(options)
			.args(Programs.properties(this.directory, "attr.startTimeout=PT60S"))
			.args(Program.class.getName());
	}

	/**
	 * The small program that waits in place of the parent has the same lock.
	 */
	@Test
	@FullTier
	void areNotThoseOfParentsThatHaveBecomeAnotherProgram() throws IOException {
		Path gate = this.directory.resolve("gate");
		ScriptedJdk jdk = ScriptedJdk.create(this.programs.jdk(), jdkDirectory(),
				"case \"$*\" in *" + Stage0Waiting.class.getName() + "*) while [ ! -e " + gate
						+ " ]; do sleep 0.1; done;; esac; exec \"$@\"");
		Started first = launch(jdk, "-Xlog:gc:file=" + this.directory.resolve("gc.log")).start();
		Awaitility.await()
			.atMost(Programs.TIMEOUT)
			.until(() -> new ProcessFacts(first.pid()).toString().contains(Stage0Waiting.class.getName()));
		areNotThoseOf(first, gate);
	}

	@Test
	@FullTier
	void areNotTakenFromEachOtherByStartsAtTheSameTime() throws IOException {
		List<Started> running = IntStream.range(0, AT_THE_SAME_TIME)
			.mapToObj((number) -> launch(DirectoryProgram.class).start())
			.toList();
		assertThat(running.stream().map(Started::await)).allSatisfy((run) -> {
			assertThat(run.stdout() + run.stderr()).isEmpty();
			assertThat(run.exitCode()).isZero();
		});
		launch(DirectoryProgram.class, "rounds=1").run();
		assertThat(this.temporary).isEmptyDirectory();
	}

	/**
	 * Neither what another user has made for root to fall into, nor what only looks
	 * alike.
	 */
	@Test
	@EnabledIfRoot
	void areNotThoseOfOthers() throws IOException {
		Path precious = Files.createDirectory(this.directory.resolve("precious"));
		Files.createFile(precious.resolve("lock"));
		Files.createFile(precious.resolve("file"));
		Files.createSymbolicLink(this.temporary.resolve("makedaemon-start-1"), precious);
		Path others = abandon("2", "lock", "file");
		Files.setAttribute(others, "unix:uid", NOBODY);
		Path link = abandon("3", "file");
		Files.createSymbolicLink(link.resolve("lock"), precious.resolve("file"));
		Path pidFiles = Files.createDirectory(this.temporary.resolve("makedaemon-0"));
		Programs.daemon(launch(Program.class, "attr.startTimeout=PT60S"));
		assertThat(precious.resolve("lock")).exists();
		assertThat(precious.resolve("file")).exists();
		assertThat(others.resolve("file")).exists();
		assertThat(link.resolve("file")).exists();
		assertThat(pidFiles).exists();
	}

	/**
	 * Somebody cleans up temporary files while the first child starts.
	 */
	@Test
	void removedByOthersAreFailureThatSaysSo() {
		ScriptedJdk jdk = ScriptedJdk.create(this.programs.jdk(), jdkDirectory(), "rm -rf " + this.temporary
				+ "/makedaemon-*; exec \"$1\" -cp /missing " + Stage1FirstChild.class.getName());
		Run run = this.programs.processes()
			.program(jdk.launcher().toString())
			.args(Programs.quickOptions())
			.args(jdk.option(), "-Djava.io.tmpdir=" + this.temporary)
			.args(Programs.properties(this.directory))
			.args(Program.class.getName())
			.run();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(run.stdout()).startsWith("DaemonException: the first child could not be started because its "
				+ "files in " + this.temporary + "/makedaemon-start-");
	}

	private Path abandon(String name, String... files) throws IOException {
		Path made = Files.createDirectory(this.temporary.resolve("makedaemon-start-" + name));
		for (String file : files) {
			Files.createFile(made.resolve(file));
		}
		return made;
	}

	private Launch launch(Class<?> main, String... properties) {
		return this.programs.program(main, this.directory,
				Stream.concat(Stream.of("java.io.tmpdir=" + this.temporary), Stream.of(properties))
					.toArray(String[]::new));
	}

	private List<Path> directories() throws IOException {
		try (Stream<Path> files = Files.list(this.temporary)) {
			return files.sorted().toList();
		}
	}

	private Path jdkDirectory() {
		return this.directory.resolve("jdk");
	}

}
