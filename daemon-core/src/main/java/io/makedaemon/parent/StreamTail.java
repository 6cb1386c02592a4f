package io.makedaemon.parent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;

/**
 * Reads what a process has written to a pipe or a file.
 */
final class StreamTail {

	/** The maximum that is shown on a terminal, in bytes. */
	private static final int MAX_LENGTH = 1 << 16;

	private StreamTail() {
	}

	/**
	 * Return what is available without waiting for more: other processes may still have
	 * it open for writing.
	 * @param stream the pipe or file
	 * @return the text; only the end of it if it is very long
	 * @throws IOException if it cannot be read
	 */
	static String in(InputStream stream) throws IOException {
		int available = stream.available();
		if (available > MAX_LENGTH) {
			stream.skipNBytes(available - MAX_LENGTH);
		}
		return beginning(stream);
	}

	/**
	 * Return what is available without waiting for more, but only the beginning if it is
	 * very long.
	 * @param stream the pipe or file
	 * @return the text
	 * @throws IOException if it cannot be read
	 */
	static String beginning(InputStream stream) throws IOException {
		byte[] bytes = new byte[Math.min(MAX_LENGTH, stream.available())];
		int length = Math.max(0, stream.read(bytes));
		return new String(bytes, 0, length, Charset.defaultCharset());
	}

}
