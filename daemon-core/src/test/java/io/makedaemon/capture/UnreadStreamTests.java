package io.makedaemon.capture;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link UnreadStream}: what counts as logged.
 */
class UnreadStreamTests {

	@TempDir
	Path directory;

	@Test
	void countsLinesWhenTheirReaderReadsOn() throws IOException {
		Path file = Files.writeString(this.directory.resolve("output"), "former\none\ntwo\nthree\n");
		try (FileInputStream shared = new FileInputStream(file.toFile())) {
			shared.skipNBytes("former\n".length());
			UnreadStream stream = new UnreadStream(shared.getFD());
			assertThat(text(stream.readNBytes(6))).isEqualTo("one\ntw");
			assertThat(shared.getChannel().position()).as("nobody has read on").isEqualTo(7);
			assertThat(text(stream.readNBytes(1))).isEqualTo("o");
			assertThat(shared.getChannel().position()).as("the second line was not delivered").isEqualTo(11);
			assertThat(text(stream.readAllBytes())).isEqualTo("\nthree\n");
			assertThat(shared.getChannel().position()).isEqualTo(Files.size(file));
			assertThat(stream.read()).isEqualTo(-1);
		}
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.US_ASCII);
	}

}
