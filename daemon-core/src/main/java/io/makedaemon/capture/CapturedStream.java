package io.makedaemon.capture;

import java.io.BufferedOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * A standard stream of the daemon that is captured: the descriptor is a pipe, whose
 * reading end the daemon opens by name.
 *
 * <p>
 * The descriptor itself never waits. When the pipe is full, what does not fit is lost;
 * with a blocking one the JVM would hang instead, when it writes a thread dump while
 * every thread that could empty the pipe is stopped.
 */
public enum CapturedStream {

	/** Standard output. */
	STDOUT("stdout", 1),

	/** Standard error. */
	STDERR("stderr", 2);

	private static final int PRINT_BUFFER = 8192;

	private final String streamName;

	private final String path;

	CapturedStream(String streamName, int descriptor) {
		this.streamName = streamName;
		this.path = "/proc/self/fd/" + descriptor;
	}

	/**
	 * Returns the stream's name.
	 * @return "stdout" or "stderr"
	 */
	public String streamName() {
		return this.streamName;
	}

	/**
	 * Returns the charset of what Java writes to this stream.
	 * @return the charset
	 */
	public Charset charset() {
		String name = System.getProperty(this.streamName + ".encoding", "");
		return name.isEmpty() ? Charset.defaultCharset() : Charset.forName(name);
	}

	/**
	 * Opens the reading end.
	 * @return the stream, which never ends
	 * @throws IOException if the descriptor is not a pipe
	 */
	public InputStream open() throws IOException {
		return new FileInputStream(this.path);
	}

	/**
	 * Opens a writing end of its own that waits when the pipe is full: for Java's
	 * {@link System#out} and {@link System#err}.
	 * @return the stream
	 * @throws IOException if the descriptor is not a pipe
	 */
	public PrintStream openForPrinting() throws IOException {
		return new PrintStream(new BufferedOutputStream(new FileOutputStream(this.path), PRINT_BUFFER), true,
				charset());
	}

}
