package io.makedaemon.capture;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import java.util.function.Consumer;

import io.makedaemon.posix.ByteStrings;

/**
 * Splits a stream of bytes into lines that are safe in a log. A line ends at {@code \n}
 * or {@code \r\n}; a line longer than the limit becomes several pieces, all but the first
 * marked. Bytes that are invalid in the charset become the replacement character U+FFFD.
 * Control characters except tabs, and characters that change the direction of writing,
 * are escaped, as in {@code \}{@code u001b}, so that no line can look like several lines
 * or like another one, or affect a terminal. Not thread-safe.
 */
public final class LineSplitter {

	/** Precedes each further piece of a line. */
	public static final String CONTINUED = "[continued] ";

	/** Follows a piece of a line whose end has not arrived yet. */
	public static final String UNFINISHED = " [unfinished]";

	private static final int FIRST_SIZE = 256;

	private static final int DELETE = 127;

	private final Charset charset;

	private final int maxLength;

	private final Consumer<String> lines;

	/** The beginning of a line whose end has not arrived yet. */
	private byte[] unfinished = new byte[FIRST_SIZE];

	private int length;

	/** Whether the line continues a piece that was released. */
	private boolean continued;

	/** Whether the line contains only printable ASCII so far. */
	private boolean plain = true;

	/**
	 * Create a splitter.
	 * @param charset the charset of the bytes: one in which {@code \n} is one byte
	 * @param maxLength the longest line, in bytes
	 * @param lines receives the lines, without their ends
	 */
	public LineSplitter(Charset charset, int maxLength, Consumer<String> lines) {
		this.charset = charset;
		this.maxLength = maxLength;
		this.lines = lines;
	}

	/**
	 * Accept bytes.
	 * @param bytes the bytes
	 * @param count how many of them to use
	 */
	public void accept(byte[] bytes, int count) {
		int start = 0;
		for (int i = 0; i < count; i++) {
			byte b = bytes[i];
			// Bytes of non-ASCII characters are negative
			if (b < ' ' || b == DELETE) {
				if (b == '\n') {
					line(bytes, start, i);
					start = i + 1;
				}
				else if (b != '\t') {
					this.plain = false;
				}
			}
		}
		store(bytes, start, count);
	}

	/**
	 * Return whether the last line is unfinished.
	 * @return whether it is
	 */
	public boolean isUnfinished() {
		return this.length > 0;
	}

	/**
	 * Release the beginning of an unfinished line, marked as such; its rest will be
	 * marked as continued. A possible part of a character or of the line's end is held
	 * back.
	 */
	public void interrupt() {
		int end = this.length - ((this.length > 0) ? isReturn(this.unfinished[this.length - 1]) : 0);
		int whole = (end > 0) ? wholeCharacters(0, end) : 0;
		if (whole > 0) {
			give(this.unfinished, 0, whole, UNFINISHED);
			this.continued = true;
			remove(whole);
		}
	}

	/**
	 * End an unfinished line, if there is one.
	 */
	public void end() {
		if (this.length > 0) {
			finish(this.unfinished, 0, this.length);
		}
	}

	private void line(byte[] bytes, int start, int end) {
		int textEnd = end;
		if (end > start) {
			textEnd -= isReturn(bytes[end - 1]);
		}
		else if (this.length > 0) {
			this.length -= isReturn(this.unfinished[this.length - 1]);
		}
		if (this.length == 0 && textEnd - start <= this.maxLength) {
			finish(bytes, start, textEnd - start);
		}
		else {
			store(bytes, start, textEnd);
			finish(this.unfinished, 0, this.length);
		}
	}

	private static int isReturn(byte b) {
		return (b == '\r') ? 1 : 0;
	}

	private void finish(byte[] bytes, int start, int count) {
		// The mere end of an interrupted line is not an event
		if (count > 0 || !this.continued) {
			give(bytes, start, count, "");
		}
		this.length = 0;
		this.continued = false;
		this.plain = true;
	}

	private void store(byte[] bytes, int start, int end) {
		append(bytes, start, end - start);
		// The return of a line end does not count, and may have arrived without the
		// newline
		int limit = this.maxLength + ((this.length > 0) ? isReturn(this.unfinished[this.length - 1]) : 0);
		int from = 0;
		while (this.length - from > limit) {
			int whole = wholeCharacters(from, this.maxLength);
			if (whole == 0) {
				whole = this.maxLength;
			}
			give(this.unfinished, from, whole, "");
			this.continued = true;
			from += whole;
		}
		remove(from);
	}

	private void remove(int count) {
		this.length -= count;
		System.arraycopy(this.unfinished, count, this.unfinished, 0, this.length);
	}

	private void append(byte[] bytes, int start, int count) {
		int needed = this.length + count;
		if (needed > this.unfinished.length) {
			this.unfinished = Arrays.copyOf(this.unfinished, Math.max(needed, 2 * this.unfinished.length));
		}
		System.arraycopy(bytes, start, this.unfinished, this.length, count);
		this.length = needed;
	}

	/**
	 * Return the length of the longest piece that does not end in the middle of a
	 * character.
	 */
	private int wholeCharacters(int from, int count) {
		ByteBuffer bytes = ByteBuffer.wrap(this.unfinished, from, count);
		CharBuffer characters = CharBuffer.allocate(2 * count);
		this.charset.newDecoder()
			.onMalformedInput(CodingErrorAction.REPLACE)
			.onUnmappableCharacter(CodingErrorAction.REPLACE)
			.decode(bytes, characters, false);
		return bytes.position() - from;
	}

	private void give(byte[] bytes, int start, int count, String mark) {
		String text = new String(bytes, start, count, this.charset);
		if (!this.plain) {
			text = harmless(text);
		}
		this.lines.accept((this.continued ? CONTINUED + text : text) + mark);
	}

	/**
	 * Make text safe as one line in a log or on a terminal, like all lines of this class.
	 * @param text the text
	 * @return the text with escaped control characters and line ends
	 */
	public static String harmless(String text) {
		return ByteStrings.harmless(text);
	}

	/**
	 * Make text safe like {@link #harmless(String)}, but keep its lines.
	 * @param text the text
	 * @return the text with escaped control characters, but with its line ends
	 */
	public static String harmlessLines(String text) {
		return ByteStrings.harmlessLines(text);
	}

}
