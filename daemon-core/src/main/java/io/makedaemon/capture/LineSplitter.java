package io.makedaemon.capture;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Splits a stream of bytes into lines. A line ends at {@code \n} or {@code \r\n}; one
 * that is longer than the limit comes in several pieces. Bytes that are invalid in the
 * charset come as the replacement character. Not safe for use by several threads.
 */
public final class LineSplitter {

	private static final int FIRST_SIZE = 256;

	private final Charset charset;

	private final int maxLength;

	private final Consumer<String> lines;

	private byte[] unfinished = new byte[FIRST_SIZE];

	private int length;

	/**
	 * Creates a splitter.
	 * @param charset the charset of the bytes: one in which {@code \n} is one byte
	 * @param maxLength the longest line, in bytes
	 * @param lines takes the lines, without their ends
	 */
	public LineSplitter(Charset charset, int maxLength, Consumer<String> lines) {
		this.charset = charset;
		this.maxLength = maxLength;
		this.lines = lines;
	}

	/**
	 * Takes bytes.
	 * @param bytes the bytes
	 * @param count how many of them
	 */
	public void accept(byte[] bytes, int count) {
		int start = 0;
		for (int i = 0; i < count; i++) {
			if (bytes[i] == '\n') {
				append(bytes, start, i);
				finish();
				start = i + 1;
			}
		}
		append(bytes, start, count);
	}

	/**
	 * Ends an unfinished line, if there is one.
	 */
	public void end() {
		if (this.length > 0) {
			finish();
		}
	}

	private void append(byte[] bytes, int start, int end) {
		int from = start;
		while (this.length + end - from > this.maxLength) {
			int piece = this.maxLength - this.length;
			store(bytes, from, piece);
			from += piece;
			finish();
		}
		store(bytes, from, end - from);
	}

	private void store(byte[] bytes, int start, int count) {
		int needed = this.length + count;
		if (needed > this.unfinished.length) {
			this.unfinished = Arrays.copyOf(this.unfinished, Math.max(needed, 2 * this.unfinished.length));
		}
		System.arraycopy(bytes, start, this.unfinished, this.length, count);
		this.length = needed;
	}

	private void finish() {
		int end = (this.length > 0 && this.unfinished[this.length - 1] == '\r') ? this.length - 1 : this.length;
		String line = new String(this.unfinished, 0, end, this.charset);
		this.length = 0;
		this.lines.accept(line);
	}

}
