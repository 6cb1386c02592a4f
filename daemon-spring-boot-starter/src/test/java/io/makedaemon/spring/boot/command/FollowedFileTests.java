package io.makedaemon.spring.boot.command;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * {@link FollowedFile}: the last lines, and those that follow, whatever becomes of the
 * file.
 */
class FollowedFileTests {

	@TempDir
	Path directory;

	private final StringBuilder text = new StringBuilder();

	private Path file;

	@BeforeEach
	void nameFile() {
		this.file = this.directory.resolve("orders.log");
	}

	@Test
	void readsLastLines() throws IOException {
		write("1\n2\n3\n");
		assertThat(last(2)).isEqualTo("2\n3\n");
		assertThat(last(3)).isEqualTo("1\n2\n3\n");
		assertThat(last(4)).isEqualTo("1\n2\n3\n");
		assertThat(last(0)).isEmpty();
	}

	@Test
	void readsLastLineWithoutItsEnd() throws IOException {
		write("1\n2\n3");
		assertThat(last(2)).isEqualTo("2\n3\n");
	}

	@Test
	void readsNothingFromEmptyFile() throws IOException {
		write("");
		assertThat(last(2)).isEmpty();
	}

	@Test
	void readsLinesOfManyBlocks() throws IOException {
		String lines = IntStream.range(0, 20_000)
			.mapToObj((i) -> i + " " + "x".repeat(i % 100) + "\n")
			.collect(Collectors.joining());
		write("before\n" + lines);
		assertThat(last(20_000)).isEqualTo(lines);
	}

	@Test
	void showsNothingThatTheTerminalObeys() throws IOException {
		write("a\u001b[2J\r\u0007b\tc\n");
		assertThat(last(1)).isEqualTo("a\\u001b[2J\\u000d\\u0007b\tc\n");
	}

	/**
	 * Neither time nor memory depends on the size.
	 */
	@Test
	void readsEndOfFileOfManyGigabytesWithoutLines() throws IOException {
		try (RandomAccessFile huge = new RandomAccessFile(this.file.toFile(), "rw")) {
			huge.setLength(64L << 30);
		}
		Files.writeString(this.file, "the end\n", StandardOpenOption.APPEND);
		String last = last(3);
		assertThat(last).startsWith("[continued] \\u0000").endsWith("\\u0000the end\n");
		assertThat(last.lines().count()).isLessThanOrEqualTo(4);
	}

	@Test
	void readsWhatIsAppended() throws IOException {
		write("1\n");
		try (FollowedFile log = open()) {
			log.readLast(1);
			append("2\n3");
			log.readOn();
			assertThat(this.text).hasToString("1\n2\n");
			append("4\n");
			log.readOn();
			assertThat(this.text).hasToString("1\n2\n34\n");
		}
	}

	@Test
	void readsRestOfRenamedFileAndThenTheNewOne() throws IOException {
		write("1\n");
		try (FollowedFile log = open()) {
			log.readLast(1);
			Path rolled = Files.move(this.file, this.directory.resolve("orders.log.1"));
			Files.writeString(rolled, "2\n", StandardOpenOption.APPEND);
			log.readOn();
			Files.createFile(this.file);
			Files.writeString(rolled, "3\n", StandardOpenOption.APPEND);
			log.readOn();
			assertThat(this.text).as("the new file is not used yet").hasToString("1\n2\n3\n");
			Files.writeString(rolled, "4\n", StandardOpenOption.APPEND);
			append("5\n");
			log.readOn();
			append("6\n");
			log.readOn();
			assertThat(this.text).hasToString("1\n2\n3\n4\n5\n6\n");
		}
	}

	@Test
	void beginsAgainWhenFileIsTruncated() throws IOException {
		write("1\n2\n");
		try (FollowedFile log = open()) {
			log.readLast(1);
			write("");
			log.readOn();
			append("3\n");
			log.readOn();
			assertThat(this.text).hasToString("2\n3\n");
		}
	}

	@Test
	void refusesWhatIsNoRegularFile() throws IOException {
		assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(this::open);
		Files.createDirectory(this.file);
		assertThatIOException().isThrownBy(this::open).withMessage("it is not a regular file");
		Files.delete(this.file);
		Files.createSymbolicLink(this.file, Files.writeString(this.directory.resolve("other"), "secret\n"));
		assertThatIOException().isThrownBy(this::open).withMessage("it is a symbolic link");
	}

	@Test
	void stopsWhenFileIsReplacedByLink() throws IOException {
		write("1\n");
		try (FollowedFile log = open()) {
			Files.delete(this.file);
			Files.createSymbolicLink(this.file, Files.writeString(this.directory.resolve("other"), "secret\n"));
			assertThatIOException().isThrownBy(log::readOn).withMessage("it is a symbolic link");
		}
	}

	private String last(int lines) throws IOException {
		this.text.setLength(0);
		try (FollowedFile log = open()) {
			log.readLast(lines);
			log.readUnfinished();
		}
		return this.text.toString();
	}

	private FollowedFile open() throws IOException {
		return new FollowedFile(this.file, this.text::append);
	}

	private void write(String content) throws IOException {
		Files.writeString(this.file, content);
	}

	private void append(String content) throws IOException {
		Files.writeString(this.file, content, StandardOpenOption.APPEND);
	}

}
