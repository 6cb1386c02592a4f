package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.posix.OpenFlags;
import io.makedaemon.programs.FileProgram;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.LockProber;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Files that are declared by their path.
 */
class DaemonFileIT {

	private static final int SOME = 20;

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@Test
	void isLockedAtEveryMomentUntilTheDaemonEnds() throws IOException {
		Path file = Files.createFile(this.directory.resolve("lock"));
		LockProber prober = new LockProber(this.programs.processes(), file, this.directory);
		ProcessFacts daemon = Programs.daemon(launch("lock", "CREATE,READ,WRITE", "file.locked=true"));
		Properties facts = Programs.facts(this.directory);
		LockProber.Result result = prober.stop();
		assertThat(result.tries()).isGreaterThan(SOME);
		assertThat(result.successes()).isZero();
		assertThat(facts).containsEntry("name", file.toString()).containsEntry("same", "true");
		assertThat(daemon.descriptor(descriptor(daemon, file), "lock")).contains("FLOCK", "WRITE");
		Run second = launch("lock", "CREATE,READ,WRITE", "file.locked=true").run();
		assertThat(second.exitCode()).isEqualTo(7);
		assertThat(second.stdout()).isEqualTo("FileLockedException: " + file + " is locked by process " + daemon.pid()
				+ ": the daemon is already running\n");
		assertThat(this.programs.processes().alive()).containsExactly(daemon);
		daemon.kill();
		Awaitility.await().until(() -> LockProber.canLock(this.programs.processes(), file));
	}

	@Test
	void isUnlockedWhenChannelIsClosed() throws IOException {
		Path file = this.directory.resolve("lock");
		ProcessFacts daemon = Programs.daemon(launch("lock", "CREATE,WRITE", "file.locked=true"));
		Programs.facts(this.directory);
		assertThat(LockProber.canLock(this.programs.processes(), file)).isFalse();
		Programs.go(this.directory);
		Awaitility.await().until(() -> LockProber.canLock(this.programs.processes(), file));
		assertThat(daemon.isAlive()).isTrue();
		assertThat(daemon.descriptors().values()).doesNotContain(file.toString());
	}

	@Test
	void isReadAndWrittenAsOpened() throws IOException {
		isReadAndWrittenAsOpened("READ,WRITE", "content", "written", "contentby the daemon\n");
	}

	@FullTier
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			READ              | content | java.nio.channels.NonWritableChannelException | content
			WRITE             | java.nio.channels.NonReadableChannelException | written | 'by the daemon\n'
			APPEND            | java.nio.channels.NonReadableChannelException | written | 'contentby the daemon\n'
			READ,WRITE,TRUNCATE_EXISTING | '' | written | 'by the daemon\n'
			""")
	void isReadAndWrittenAsOpened(String options, String read, String write, String content) throws IOException {
		Path file = Files.writeString(this.directory.resolve("file"), "content");
		ProcessFacts daemon = Programs.daemon(launch("file", options));
		Properties facts = Programs.facts(this.directory);
		assertThat(facts).containsEntry("read", read).containsEntry("write", write);
		assertThat(file).hasContent(content);
		assertThat(daemon.descriptors().values()).containsOnlyOnce(file.toString());
	}

	@Test
	void isCreatedWithModeOfTheDaemonsUmask() throws IOException {
		Programs.daemon(launch("new", "CREATE_NEW,WRITE").shell("umask 0; exec \"$@\""));
		Programs.facts(this.directory);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.directory.resolve("new"))))
			.isEqualTo("rw-r-----");
	}

	@Test
	void isFailureOfTheParentWhenItCannotBeOpened() throws IOException {
		isFailureOfTheParentWhenItCannotBeOpened("missing/file", "CREATE,WRITE",
				"No such file or directory (open: ENOENT)");
	}

	@FullTier
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			missing       | READ             | No such file or directory (open: ENOENT)
			tmp           | WRITE            | Is a directory (open: EISDIR)
			link          | READ             | Too many levels of symbolic links (open: ELOOP)
			existing      | CREATE_NEW,WRITE | File exists (open: EEXIST)
			""")
	void isFailureOfTheParentWhenItCannotBeOpened(String name, String options, String reason) throws IOException {
		Path temporary = Files.createDirectory(this.directory.resolve("tmp"));
		Files.createSymbolicLink(this.directory.resolve("link"), Files.createFile(this.directory.resolve("existing")));
		Run run = launch(name, options, "java.io.tmpdir=" + temporary).run();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(run.stdout())
			.isEqualTo("SystemCallException: cannot open " + this.directory.resolve(name) + ": " + reason + "\n");
		assertThat(this.programs.processes().alive()).isEmpty();
		assertThat(temporary).isEmptyDirectory();
	}

	/**
	 * Nobody has the FIFO open for writing.
	 */
	@Test
	@FullTier
	void isFifoThatIsReadWithoutWaiting() throws IOException {
		makeFifo();
		ProcessFacts daemon = Programs.daemon(launch("fifo", "READ", "attr.startTimeout=PT60S"));
		assertThat(Programs.facts(this.directory)).containsEntry("read", "");
		String flags = daemon.descriptor(descriptor(daemon, this.directory.resolve("fifo")), "flags");
		assertThat(Integer.parseInt(flags, 8) & OpenFlags.NONBLOCK).isZero();
	}

	@Test
	@FullTier
	void isFifoThatNeedsReaderToBeWritten() throws IOException {
		makeFifo();
		Run run = launch("fifo", "WRITE", "attr.startTimeout=PT60S").run();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(run.stdout()).isEqualTo("SystemCallException: cannot open " + this.directory.resolve("fifo")
				+ ", a FIFO that nobody reads from, or no file at all: No such device or address (open: ENXIO)\n");
		assertThat(this.programs.processes().alive()).isEmpty();
	}

	private void makeFifo() {
		assertThat(this.programs.processes().program("mkfifo").args(this.directory + "/fifo").run().exitCode())
			.isZero();
	}

	/**
	 * The file's name is relative: to the launch directory.
	 */
	private Launch launch(String file, String options, String... properties) {
		String[] all = Stream.concat(Stream.of("file=" + file, "file.options=" + options), Stream.of(properties))
			.toArray(String[]::new);
		return this.programs.program(FileProgram.class, this.directory, all).directory(this.directory);
	}

	private static int descriptor(ProcessFacts process, Path file) {
		return process.descriptors()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().equals(file.toString()))
			.findFirst()
			.orElseThrow()
			.getKey();
	}

}
