package io.makedaemon.capture;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link LineSplitter}: the same lines however the bytes come.
 */
class LineSplitterTests {

	private static final String TEXT = "one\n\ntwo\r\n\rthr\u00e9e\n\u2603 unfinished";

	private static final List<String> LINES = List.of("one", "", "two", "\rthr\u00e9e", "\u2603 unfinished");

	private final List<String> lines = new ArrayList<>();

	@Test
	void splitsHoweverTheBytesCome() {
		byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
		for (int size = 1; size <= bytes.length; size++) {
			this.lines.clear();
			LineSplitter splitter = splitter(100);
			for (int start = 0; start < bytes.length; start += size) {
				byte[] piece = Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + size));
				splitter.accept(piece, piece.length);
			}
			splitter.end();
			assertThat(this.lines).as("in pieces of %d", size).isEqualTo(LINES);
		}
	}

	@Test
	void takesNoMoreBytesThanItIsGiven() {
		splitter(100).accept("a\nb\n".getBytes(StandardCharsets.UTF_8), 2);
		assertThat(this.lines).containsExactly("a");
	}

	@Test
	void cutsLongLines() {
		accept(splitter(4), "123456789\n1234\n");
		assertThat(this.lines).containsExactly("1234", "5678", "9", "1234");
	}

	@Test
	void keepsLongLinesWithinTheLimit() {
		String line = "x".repeat(5000);
		accept(splitter(5000), line + "\n");
		assertThat(this.lines).containsExactly(line);
	}

	@Test
	void replacesInvalidBytes() {
		splitter(100).accept(new byte[] { 'a', (byte) 0xff, 'b', '\n' }, 4);
		assertThat(this.lines).containsExactly("a\ufffdb");
	}

	@Test
	void hasNothingToEndAfterWholeLine() {
		LineSplitter splitter = splitter(100);
		accept(splitter, "a\n");
		splitter.end();
		assertThat(this.lines).containsExactly("a");
	}

	private LineSplitter splitter(int maxLength) {
		return new LineSplitter(StandardCharsets.UTF_8, maxLength, this.lines::add);
	}

	private static void accept(LineSplitter splitter, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		splitter.accept(bytes, bytes.length);
	}

}
