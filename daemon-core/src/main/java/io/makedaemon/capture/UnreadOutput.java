package io.makedaemon.capture;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.MemoryFile;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;

/**
 * What a supervised process has printed and nobody has logged. Its descriptors are
 * inherited by the process, or by the next one, and their offsets, which are shared, are
 * how much was logged.
 */
public final class UnreadOutput {

	/** How much of the output is kept when another process follows, in bytes. */
	private static final int MAX_KEPT = 1 << 24;

	/** How much of the output is shown when no process follows, in bytes. */
	private static final int MAX_SHOWN = 1 << 13;

	private static final int CHUNK = 1 << 15;

	private final int stdout;

	private final int stderr;

	private UnreadOutput(int stdout, int stderr) {
		this.stdout = stdout;
		this.stderr = stderr;
	}

	/**
	 * Return the output that files capture.
	 * @param capture the files
	 * @return all of it
	 * @throws ErrnoException if there are no descriptors left
	 */
	public static UnreadOutput of(CaptureFiles capture) throws ErrnoException {
		return open(capture.stdout(), capture.stderr());
	}

	private static UnreadOutput open(int stdout, int stderr) throws ErrnoException {
		int reader = reader(stdout);
		try {
			return new UnreadOutput(reader, reader(stderr));
		}
		catch (ErrnoException ex) {
			Posix.close(reader);
			throw ex;
		}
	}

	private static int reader(int file) throws ErrnoException {
		return Posix.open(StandardStream.path(file), OpenFlags.RDONLY, 0);
	}

	/**
	 * Return the descriptor of standard output.
	 * @return the descriptor
	 */
	public int stdout() {
		return this.stdout;
	}

	/**
	 * Return the descriptor of standard error.
	 * @return the descriptor
	 */
	public int stderr() {
		return this.stderr;
	}

	/**
	 * Return both descriptors.
	 * @return the descriptors
	 */
	public List<Integer> descriptors() {
		return List.of(this.stdout, this.stderr);
	}

	/**
	 * Return whether everything was logged.
	 * @return whether it was
	 */
	public boolean isEmpty() {
		try {
			return stream(this.stdout).available() == 0 && stream(this.stderr).available() == 0;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Append the output of the next process, which has ended too, and close both.
	 * @param next the output of that process
	 * @return the output of both, or of the next one only if there is no room for more
	 */
	public UnreadOutput followedBy(UnreadOutput next) {
		if (isEmpty()) {
			close();
			return next;
		}
		int joinedStdout = -1;
		int joinedStderr = -1;
		try {
			joinedStdout = join(StandardStream.STDOUT, this.stdout, next.stdout);
			joinedStderr = join(StandardStream.STDERR, this.stderr, next.stderr);
			UnreadOutput joined = open(joinedStdout, joinedStderr);
			next.close();
			return joined;
		}
		catch (ErrnoException | IOException ex) {
			return next;
		}
		finally {
			close();
			Posix.close(joinedStdout);
			Posix.close(joinedStderr);
		}
	}

	private static int join(StandardStream stream, int former, int next) throws ErrnoException, IOException {
		int file = MemoryFile.create(stream.streamName());
		try {
			OutputStream out = new FileOutputStream(Descriptors.adopt(file));
			if (copy(former, MAX_KEPT - Math.min(MAX_KEPT, stream(next).available()), out) != '\n') {
				out.write('\n');
			}
			copy(next, MAX_KEPT, out);
			return file;
		}
		catch (IOException ex) {
			Posix.close(file);
			throw ex;
		}
	}

	/**
	 * Copy the end of the output, and return its last byte.
	 */
	private static int copy(int descriptor, int length, OutputStream out) throws IOException {
		InputStream in = stream(descriptor);
		in.skipNBytes(Math.max(0, in.available() - length));
		byte[] chunk = new byte[CHUNK];
		int last = '\n';
		for (int count = in.read(chunk); count > 0; count = in.read(chunk)) {
			out.write(chunk, 0, count);
			last = chunk[count - 1];
		}
		return last;
	}

	/**
	 * Return its last lines, and close it.
	 * @return the lines, first those of standard output
	 * @throws IOException if they cannot be read
	 */
	public List<String> lastLines() throws IOException {
		try {
			List<String> lines = new ArrayList<>(lastLines(this.stdout));
			lines.addAll(lastLines(this.stderr));
			return lines;
		}
		finally {
			close();
		}
	}

	private static List<String> lastLines(int descriptor) throws IOException {
		InputStream in = stream(descriptor);
		in.skipNBytes(Math.max(0, in.available() - MAX_SHOWN));
		return ByteStrings.decode(ByteStrings.of(in.readNBytes(MAX_SHOWN))).lines().toList();
	}

	/**
	 * Return a stream from the offset on, which is not closed.
	 */
	private static InputStream stream(int descriptor) {
		return new FileInputStream(Descriptors.adopt(descriptor));
	}

	/**
	 * Close the descriptors.
	 */
	public void close() {
		Posix.close(this.stdout);
		Posix.close(this.stderr);
	}

}
