package io.makedaemon.posix;

import java.nio.charset.StandardCharsets;

/**
 * Byte strings: text of the operating system, one {@code char} for each byte.
 *
 * <p>
 * Arguments, environment and file names are bytes on Unix. A Java string in the
 * platform's charset cannot hold all of them (under {@code LANG=C} none beyond ASCII), so
 * text that only passes through is kept as ISO 8859-1, which loses nothing.
 */
public final class ByteStrings {

	private static final char DELETE = 127;

	/** The control characters below it are ASCII. */
	private static final char FIRST_SPECIAL = 128;

	/** Line and paragraph separators, and characters that change the direction. */
	private static final String SPECIAL = "\u2028\u2029\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
			+ "\u2066\u2067\u2068\u2069";

	private ByteStrings() {
	}

	/**
	 * Return a byte string of bytes.
	 * @param bytes the bytes
	 * @return the byte string
	 */
	public static String of(byte[] bytes) {
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

	/**
	 * Return text as a byte string: its bytes in UTF-8.
	 * @param text the text
	 * @return the byte string
	 */
	public static String encode(String text) {
		return of(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Return the text of a byte string whose bytes are UTF-8.
	 * @param byteString the byte string
	 * @return the text
	 */
	public static String decode(String byteString) {
		return new String(toBytes(byteString), StandardCharsets.UTF_8);
	}

	/**
	 * Return text as one line that cannot affect a terminal or be mistaken for another
	 * line. Control characters other than tabs, line ends, and characters that change the
	 * direction of writing (see Bidi_Control in Unicode Standard Annex 44) are replaced
	 * by their numbers, as in {@code \}{@code u001b}.
	 * @param text the text
	 * @return the text, harmless
	 */
	public static String harmless(String text) {
		return harmless(text, '\t');
	}

	/**
	 * Return text as lines that cannot affect a terminal, as {@link #harmless(String)}
	 * does with a single line.
	 * @param text the text
	 * @return the text, harmless, with {@code \n} at the end of a line
	 */
	public static String harmlessLines(String text) {
		return harmless(text.replace("\r\n", "\n"), '\n');
	}

	/**
	 * Keep only the tab and one other control character.
	 */
	private static String harmless(String text, char other) {
		int i = 0;
		while (i < text.length() && isHarmless(text.charAt(i), other)) {
			i++;
		}
		if (i == text.length()) {
			return text;
		}
		StringBuilder harmless = new StringBuilder(2 * text.length()).append(text, 0, i);
		for (; i < text.length(); i++) {
			char c = text.charAt(i);
			if (isHarmless(c, other)) {
				harmless.append(c);
			}
			else {
				harmless.append("\\u").append(Integer.toHexString(c | 0x10000), 1, 5);
			}
		}
		return harmless.toString();
	}

	private static boolean isHarmless(char c, char other) {
		if (c < FIRST_SPECIAL) {
			return (c >= ' ' && c != DELETE) || c == '\t' || c == other;
		}
		return !Character.isISOControl(c) && SPECIAL.indexOf(c) < 0;
	}

	/**
	 * Return the bytes of a byte string.
	 * @param byteString the byte string
	 * @return the bytes
	 */
	public static byte[] toBytes(String byteString) {
		return byteString.getBytes(StandardCharsets.ISO_8859_1);
	}

}
