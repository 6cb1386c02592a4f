package io.makedaemon.proc;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link MappedFiles} of this process.
 */
class MappedFilesTests {

	@TempDir
	Path directory;

	@Test
	void findsDirectoryOfMappedFileOnly() throws IOException {
		Path mapped = Files.createDirectory(this.directory.resolve("mapped"));
		Path other = Files.createDirectory(this.directory.resolve("map"));
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), mapped);
		Path file = Files.writeString(mapped.resolve("archive"), "content");
		Files.writeString(other.resolve("archive"), "content");
		assertThat(MappedFiles.areIn(mapped)).isFalse();
		try (FileChannel channel = FileChannel.open(file)) {
			MappedByteBuffer memory = channel.map(MapMode.READ_ONLY, 0, channel.size());
			assertThat(MappedFiles.areIn(mapped)).isTrue();
			assertThat(MappedFiles.areIn(link)).as("behind a link").isTrue();
			assertThat(MappedFiles.areIn(other)).as("begins alike").isFalse();
			assertThat(memory.get(0)).isEqualTo((byte) 'c');
		}
	}

	@Test
	void failsForMissingDirectory() {
		assertThatExceptionOfType(NoSuchFileException.class)
			.isThrownBy(() -> MappedFiles.areIn(this.directory.resolve("missing")));
	}

}
