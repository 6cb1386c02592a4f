package io.makedaemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.temporal.ChronoUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.within;

/**
 * {@link DaemonContext} of a process in the foreground: what the daemon's own is like is
 * in the tests that launch one.
 */
class DaemonContextTests {

	@TempDir
	Path directory;

	@Test
	void opensFilesWhenTheyAreUsed() throws IOException {
		Path path = this.directory.resolve("file");
		DaemonFile file = DaemonFile.of(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		DaemonContext context = DaemonContext
			.inForeground(DaemonAttr.builder().programName("example").files(file).message("hello").build());
		assertThat(path).doesNotExist();
		assertThat(context.files()).containsExactly(file);
		assertThat(context.name(file)).isEqualTo(path.toString());
		try (FileChannel channel = context.channel(file)) {
			channel.write(ByteBuffer.wrap("text".getBytes(StandardCharsets.UTF_8)));
			assertThat(context.channel(file)).isSameAs(channel);
		}
		assertThat(path).hasContent("text");
		assertThat(context.programName()).isEqualTo("example");
		assertThat(context.message()).isEqualTo("hello");
		assertThat(context.launchDirectory()).isEqualTo(Path.of("").toAbsolutePath());
		assertThat(context.startedAt()).isCloseTo(ProcessHandle.current().info().startInstant().orElseThrow(),
				within(1, ChronoUnit.SECONDS));
	}

	@Test
	void locksFile() throws IOException {
		Path path = Files.createFile(this.directory.resolve("file"));
		DaemonFile file = DaemonFile.of(path, StandardOpenOption.WRITE).locked();
		DaemonContext context = DaemonContext.inForeground(DaemonAttr.builder().files(file).build());
		try (FileChannel other = FileChannel.open(path, StandardOpenOption.WRITE);
				FileChannel channel = context.channel(file)) {
			assertThat(channel.isOpen()).isTrue();
			assertThatExceptionOfType(OverlappingFileLockException.class).isThrownBy(other::tryLock);
		}
	}

	@Test
	void refusesFileThatIsMissingOrLink() throws IOException {
		DaemonFile missing = DaemonFile.of(this.directory.resolve("missing"));
		DaemonFile link = DaemonFile.of(Files.createSymbolicLink(this.directory.resolve("link"),
				Files.createFile(this.directory.resolve("a"))));
		DaemonContext context = DaemonContext.inForeground(DaemonAttr.builder().files(missing, link).build());
		assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> context.channel(missing));
		assertThatIOException().isThrownBy(() -> context.channel(link));
	}

	@Test
	void knowsOnlyTheFilesThatWereDeclared() {
		DaemonFile file = DaemonFile.of(this.directory.resolve("file"));
		DaemonContext context = DaemonContext.inForeground(DaemonAttr.builder().files(file).build());
		DaemonFile other = DaemonFile.of(this.directory.resolve("file"));
		assertThatIllegalArgumentException().isThrownBy(() -> context.channel(other))
			.withMessageContaining("file is not one");
		assertThatIllegalArgumentException().isThrownBy(() -> context.name(file.locked()));
	}

	@Test
	void hasNobodyToTell() throws IOException {
		DaemonContext context = DaemonContext.inForeground(DaemonAttr.builder().captureOutput(true).build());
		assertThat(context.isAwaited()).isFalse();
		context.progress("begins");
		context.publish("a", "b");
		context.ready();
		context.failed("not heard");
		assertThat(context.stdout().read()).isEqualTo(-1);
		assertThat(context.stderr().read()).isEqualTo(-1);
	}

	@Test
	void refusesToPublishWhatWouldBeTwoLines() {
		DaemonContext context = DaemonContext.inForeground(DaemonAttr.builder().build());
		assertThatIllegalArgumentException().isThrownBy(() -> context.publish("a", "b\nc=d"));
		assertThatIllegalArgumentException().isThrownBy(() -> context.publish("a=b", "c"));
	}

}
