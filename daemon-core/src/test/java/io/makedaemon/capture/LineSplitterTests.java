package io.makedaemon.capture;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link LineSplitter}: the same lines however the bytes come, and harmless ones.
 */
class LineSplitterTests {

	private static final String TEXT = "one\n\ntwo\r\n\t thr\u00e9e\n\r\n\ud83d\ude00\u001b[1m\nlong \u2603\u2603\u2603 line"
			+ "\r\nlong enough\r\n\u2603 unfinished";

	private static final List<String> LINES = List.of("one", "", "two", "\t thr\u00e9e", "", "\ud83d\ude00\\u001b[1m",
			"long \u2603\u2603", "[continued] \u2603 line", "long enough", "\u2603 unfinis", "[continued] hed");

	private final List<String> lines = new ArrayList<>();

	@Test
	void splitsHoweverTheBytesCome() {
		byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
		for (int size = 1; size <= bytes.length; size++) {
			this.lines.clear();
			LineSplitter splitter = splitter(11);
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
	void cutsLongLinesAndMarksThePieces() {
		accept(splitter(4), "123456789\n1234\n1234\r\n12345\n");
		assertThat(this.lines).containsExactly("1234", "[continued] 5678", "[continued] 9", "1234", "1234", "1234",
				"[continued] 5");
	}

	@ParameterizedTest
	@ValueSource(strings = { "UTF-8", "GB18030", "Shift_JIS", "EUC-JP", "ISO-8859-1" })
	void cutsNoCharacterInTwo(String name) {
		Charset charset = Charset.forName(name);
		String line = name.startsWith("ISO") ? "caf\u00e9".repeat(50) : "a\u3042\u4e2d\u6587b".repeat(50);
		byte[] bytes = (line + "\n").getBytes(charset);
		for (int length = 4; length < 20; length++) {
			this.lines.clear();
			new LineSplitter(charset, length, this.lines::add).accept(bytes, bytes.length);
			assertThat(this.lines).hasSizeGreaterThan(10);
			assertThat(this.lines.stream().map((piece) -> piece.replace(LineSplitter.CONTINUED, "")))
				.as("in pieces of %d", length)
				.allSatisfy((piece) -> assertThat(line).contains(piece))
				.satisfies((pieces) -> assertThat(String.join("", pieces)).isEqualTo(line));
		}
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
	void cutsInvalidBytesToo() {
		byte[] bytes = new byte[25];
		Arrays.fill(bytes, (byte) 0xe2);
		splitter(10).accept(bytes, bytes.length);
		assertThat(this.lines).hasSize(2).allMatch((line) -> line.contains("\ufffd"));
	}

	@ParameterizedTest
	@CsvSource({ "1b, \\u001b", "0d, \\u000d", "0b, \\u000b", "0c, \\u000c", "00, \\u0000", "08, \\u0008",
			"7f, \\u007f", "85, \\u0085", "9b, \\u009b", "2028, \\u2028", "2029, \\u2029", "61c, \\u061c",
			"200e, \\u200e", "200f, \\u200f", "202a, \\u202a", "202e, \\u202e", "2066, \\u2066", "2069, \\u2069" })
	void tellsControlCharactersByTheirNumbers(String code, String shown) {
		String character = Character.toString(Integer.parseInt(code, 16));
		accept(splitter(100), "a" + character + "b" + character + character + ".\n");
		assertThat(this.lines).containsExactly("a" + shown + "b" + shown + shown + ".");
	}

	@Test
	void leavesTextThatIsHarmless() {
		String text = Stream.of("tab\t", "\u00e9\u2603\ud83d\ude00", "\\u001b", "{}", "%s").reduce("", String::concat);
		accept(splitter(100), text + "\n");
		assertThat(this.lines).containsExactly(text);
	}

	@Test
	void hasNothingToEndAfterWholeLine() {
		LineSplitter splitter = splitter(100);
		accept(splitter, "a\n");
		assertThat(splitter.isUnfinished()).isFalse();
		splitter.end();
		assertThat(this.lines).containsExactly("a");
	}

	@Test
	void startsAnewBehindLineThatWasEnded() {
		LineSplitter splitter = splitter(100);
		accept(splitter, "a");
		assertThat(splitter.isUnfinished()).isTrue();
		splitter.end();
		accept(splitter, "b\n");
		assertThat(this.lines).containsExactly("a", "b");
	}

	@Test
	void marksWhatIsUnfinishedAndItsRest() {
		LineSplitter splitter = splitter(100);
		accept(splitter, "a\nname: ");
		splitter.interrupt();
		splitter.interrupt();
		accept(splitter, "somebody");
		splitter.interrupt();
		accept(splitter, " else\nb\n");
		assertThat(this.lines).containsExactly("a", "name:  [unfinished]", "[continued] somebody [unfinished]",
				"[continued]  else", "b");
	}

	@Test
	void hasNoEmptyRestOfLineThatWasUnfinished() {
		LineSplitter splitter = splitter(100);
		for (String end : List.of("\n", "\r\n")) {
			accept(splitter, "name:");
			splitter.interrupt();
			accept(splitter, end);
		}
		accept(splitter, "50 %\r");
		splitter.interrupt();
		accept(splitter, "\n\n");
		splitter.end();
		assertThat(this.lines).containsExactly("name: [unfinished]", "name: [unfinished]", "50 % [unfinished]", "");
	}

	@Test
	void leavesUnfinishedCharacterWhereItIs() {
		LineSplitter splitter = splitter(100);
		byte[] bytes = "a\u2603b\n".getBytes(StandardCharsets.UTF_8);
		for (byte one : bytes) {
			splitter.accept(new byte[] { one }, 1);
			splitter.interrupt();
		}
		assertThat(this.lines).containsExactly("a [unfinished]", "[continued] \u2603 [unfinished]",
				"[continued] b [unfinished]");
	}

	private LineSplitter splitter(int maxLength) {
		return new LineSplitter(StandardCharsets.UTF_8, maxLength, this.lines::add);
	}

	private static void accept(LineSplitter splitter, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		splitter.accept(bytes, bytes.length);
	}

}
