package io.makedaemon.posix;

import java.nio.charset.StandardCharsets;

/**
 * Byte strings: text of the operating system, one {@code char} for each byte.
 *
 * <p>
 * Arguments, environment and file names are bytes on Unix. A Java string in the
 * platform's charset cannot hold all of them (under {@code LANG=C} none beyond ASCII), so
 * what only passes through is kept as ISO 8859-1, which loses nothing.
 */
public final class ByteStrings {

	private ByteStrings() {
	}

	/**
	 * Makes a byte string of bytes.
	 * @param bytes the bytes
	 * @return the byte string
	 */
	public static String of(byte[] bytes) {
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

	/**
	 * Makes a byte string of text: its bytes in UTF-8.
	 * @param text the text
	 * @return the byte string
	 */
	public static String encode(String text) {
		return of(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Makes text of a byte string whose bytes are UTF-8.
	 * @param byteString the byte string
	 * @return the text
	 */
	public static String decode(String byteString) {
		return new String(toBytes(byteString), StandardCharsets.UTF_8);
	}

	/**
	 * Makes bytes of a byte string.
	 * @param byteString the byte string
	 * @return the bytes
	 */
	public static byte[] toBytes(String byteString) {
		return byteString.getBytes(StandardCharsets.ISO_8859_1);
	}

}
