package io.makedaemon.capture;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.makedaemon.posix.Descriptors;
import io.makedaemon.proc.ProcSelf;

/**
 * A standard stream that a process writes to.
 */
public enum StandardStream {

	/** Standard output. */
	STDOUT("stdout", 1),

	/** Standard error. */
	STDERR("stderr", 2);

	private final String streamName;

	private final int descriptor;

	StandardStream(String streamName, int descriptor) {
		this.streamName = streamName;
		this.descriptor = descriptor;
	}

	/**
	 * Return the stream's name.
	 * @return "stdout" or "stderr"
	 */
	public String streamName() {
		return this.streamName;
	}

	/**
	 * Return the charset of what Java writes to this stream: that of the JVM, but UTF-8
	 * instead of ASCII, since UTF-8 is a superset of it.
	 * @return the charset
	 */
	public Charset charset() {
		String name = System.getProperty(this.streamName + ".encoding", "");
		Charset charset = name.isEmpty() ? Charset.defaultCharset() : Charset.forName(name);
		return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
	}

	/**
	 * Redirect the stream of this process to {@code /dev/null}.
	 * @throws IOException if that cannot be opened
	 */
	public void discard() throws IOException {
		Descriptors.discard(this.descriptor);
	}

	/**
	 * Return whether the stream of this process goes to a file, or to the target of a
	 * link.
	 * @param file the file or link
	 * @return whether it does; false if the file does not exist
	 */
	public boolean goesTo(Path file) {
		try {
			return Files.isSameFile(Path.of(path()), file);
		}
		catch (IOException ex) {
			return false;
		}
	}

	int descriptor() {
		return this.descriptor;
	}

	/**
	 * Return the path that reopens the file behind the descriptor.
	 */
	String path() {
		return path(this.descriptor);
	}

	static String path(int descriptor) {
		return ProcSelf.descriptorPath(descriptor);
	}

}
