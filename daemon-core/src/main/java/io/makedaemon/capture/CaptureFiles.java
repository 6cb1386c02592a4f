package io.makedaemon.capture;

import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.Inotify;
import io.makedaemon.posix.MemoryFile;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;

/**
 * The files in memory that capture the daemon's standard output and error, created by the
 * first child, and the descriptor that reports writes to them.
 *
 * <p>
 * They are not pipes: the JVM writes a thread dump while every thread that could empty a
 * pipe is stopped, so its target must accept everything immediately. Each file is
 * reopened for appending, since the kernel reports changes only through such a
 * descriptor. Opening one by name must not empty it, as the shell's {@code >/dev/stderr}
 * would.
 */
public final class CaptureFiles {

	private static final int MODE = 0600;

	private final int stdout;

	private final int stderr;

	private final int changes;

	private CaptureFiles(int stdout, int stderr, int changes) {
		this.stdout = stdout;
		this.stderr = stderr;
		this.changes = changes;
	}

	/**
	 * Create the files.
	 * @param watched whether the daemon is notified of writes to them
	 * @return the files
	 * @throws ErrnoException if they cannot be created
	 */
	public static CaptureFiles create(boolean watched) throws ErrnoException {
		int stdout = file(StandardStream.STDOUT);
		try {
			int stderr = file(StandardStream.STDERR);
			return new CaptureFiles(stdout, stderr, watched ? watch(stdout, stderr) : -1);
		}
		catch (ErrnoException ex) {
			Posix.close(stdout);
			throw ex;
		}
	}

	private static int file(StandardStream stream) throws ErrnoException {
		int file = MemoryFile.create(stream.streamName());
		try {
			MemoryFile.sealAgainstShrinking(file);
			Posix.fchmod(file, MODE, "the captured output");
			return Posix.open(StandardStream.path(file), OpenFlags.WRONLY | OpenFlags.APPEND, 0);
		}
		finally {
			Posix.close(file);
		}
	}

	/**
	 * Watch the files if possible: the number of a user's watches is limited, and without
	 * one the daemon polls.
	 */
	private static int watch(int stdout, int stderr) {
		int changes = -1;
		try {
			changes = Inotify.create();
			Inotify.watch(changes, StandardStream.path(stdout));
			Inotify.watch(changes, StandardStream.path(stderr));
			return changes;
		}
		catch (ErrnoException ex) {
			Posix.close(changes);
			return -1;
		}
	}

	/**
	 * Keep the files from growing: nobody reads them any more, but programs that the
	 * daemon has started may still have them as standard streams.
	 * @throws ErrnoException if that is impossible
	 */
	public void finish() throws ErrnoException {
		MemoryFile.sealAgainstGrowing(this.stdout);
		MemoryFile.sealAgainstGrowing(this.stderr);
	}

	/**
	 * Close the files, and what reports writes to them, since there is no daemon for
	 * them.
	 */
	public void abandon() {
		close();
		Posix.close(this.changes);
	}

	/**
	 * Close the files.
	 */
	public void close() {
		Posix.close(this.stdout);
		Posix.close(this.stderr);
	}

	/**
	 * Return the daemon's future standard output.
	 * @return the descriptor, for appending
	 */
	public int stdout() {
		return this.stdout;
	}

	/**
	 * Return the daemon's future standard error.
	 * @return the descriptor, for appending
	 */
	public int stderr() {
		return this.stderr;
	}

	/**
	 * Return where the kernel reports writes to the files; see inotify(7).
	 * @return the descriptor, or -1 if it does not
	 */
	public int changes() {
		return this.changes;
	}

}
