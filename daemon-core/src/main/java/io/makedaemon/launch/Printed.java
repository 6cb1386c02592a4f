package io.makedaemon.launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;

/**
 * What a process has printed to a pipe.
 */
public final class Printed {

	private Printed() {
	}

	/**
	 * Returns what is in a pipe, without waiting for more: other processes may still have
	 * it open for writing.
	 * @param stream the pipe
	 * @return the text
	 * @throws IOException if it cannot be read
	 */
	public static String in(InputStream stream) throws IOException {
		byte[] bytes = new byte[stream.available()];
		int length = Math.max(0, stream.read(bytes));
		return new String(bytes, 0, length, Charset.defaultCharset());
	}

}
