package io.makedaemon.capture;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link UnreadOutput}: what several processes have left of their output.
 */
class UnreadOutputTests {

	private UnreadOutput output = empty();

	@AfterEach
	void close() {
		this.output.close();
	}

	@Test
	void isEmptyWhenAllOfItWasRead() throws IOException {
		assertThat(this.output.isEmpty()).isTrue();
		follow("one\n", "");
		assertThat(this.output.isEmpty()).isFalse();
		assertThat(read(this.output.stdout(), 100)).isEqualTo("one\n");
		assertThat(this.output.isEmpty()).isTrue();
		follow("", "two\n");
		assertThat(this.output.isEmpty()).isFalse();
	}

	@Test
	void joinsWhatWasNotReadWithThatOfTheNextProcess() throws IOException {
		follow("one\ntwo\n", "error\n");
		read(this.output.stdout(), 4);
		follow("three", "");
		follow("four\n", "another\n");
		assertThat(this.output.lastLines()).containsExactly("two", "three", "four", "error", "another");
		this.output = empty();
	}

	@Test
	void keepsTheEndOfMuch() throws IOException {
		follow("x".repeat(20 << 20) + "\nend\n", "");
		follow("next\n", "");
		String text = read(this.output.stdout(), 1 << 25);
		assertThat(text).hasSize(1 << 24).endsWith("x\nend\nnext\n");
	}

	/**
	 * Another process prints something and ends.
	 */
	private void follow(String stdout, String stderr) throws IOException {
		UnreadOutput former = this.output;
		try {
			CaptureFiles capture = CaptureFiles.create(false);
			UnreadOutput next = UnreadOutput.of(capture);
			write(capture.stdout(), stdout);
			write(capture.stderr(), stderr);
			capture.finish();
			capture.close();
			this.output = former.followedBy(next);
		}
		catch (ErrnoException ex) {
			throw new IOException(ex);
		}
	}

	private static UnreadOutput empty() {
		try {
			CaptureFiles capture = CaptureFiles.create(false);
			UnreadOutput output = UnreadOutput.of(capture);
			capture.close();
			return output;
		}
		catch (ErrnoException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void write(int descriptor, String text) throws IOException {
		OutputStream stream = new FileOutputStream(Descriptors.adopt(descriptor));
		stream.write(text.getBytes(StandardCharsets.US_ASCII));
	}

	private static String read(int descriptor, int length) throws IOException {
		InputStream stream = new FileInputStream(Descriptors.adopt(descriptor));
		return new String(stream.readNBytes(length), StandardCharsets.US_ASCII);
	}

}
