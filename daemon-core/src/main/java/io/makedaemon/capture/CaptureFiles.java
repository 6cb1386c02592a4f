package io.makedaemon.capture;

import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.Inotify;
import io.makedaemon.posix.MemoryFile;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;

/**
 * The files in memory that capture the daemon's standard output and error, made by the
 * first child, and what tells the daemon that they have been written to.
 *
 * <p>
 * Not pipes: the JVM writes a thread dump while every thread that could empty a pipe is
 * stopped, so what it writes to must take everything at once. Each is opened anew, for
 * appending, since the kernel tells of changes by such a descriptor only. Opening one by
 * name must not empty it, as the shell's {@code >/dev/stderr} would.
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
	 * Make the files.
	 * @param watched whether the daemon is to be told of writes to them
	 * @return the files
	 * @throws ErrnoException if they cannot be made
	 */
	public static CaptureFiles create(boolean watched) throws ErrnoException {
		int stdout = file(StandardStream.STDOUT);
		int stderr = file(StandardStream.STDERR);
		return new CaptureFiles(stdout, stderr, watched ? watch(stdout, stderr) : -1);
	}

	private static int file(StandardStream stream) throws ErrnoException {
		int file = MemoryFile.create(stream.streamName());
		MemoryFile.sealAgainstShrinking(file);
		Posix.fchmod(file, MODE, "the captured output");
		int appending = Posix.open(StandardStream.path(file), OpenFlags.WRONLY | OpenFlags.APPEND, 0);
		Posix.close(file);
		return appending;
	}

	/**
	 * The numbers of a user's watches are limited: without one, the daemon looks by
	 * itself.
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
	 * Let the files not become larger: nobody reads them any more, but programs that the
	 * daemon has started may still have them for their standard streams.
	 * @throws ErrnoException if it cannot be done
	 */
	public void finish() throws ErrnoException {
		MemoryFile.sealAgainstGrowing(this.stdout);
		MemoryFile.sealAgainstGrowing(this.stderr);
	}

	/**
	 * Return what is to be the daemon's standard output.
	 * @return the descriptor, for appending
	 */
	public int stdout() {
		return this.stdout;
	}

	/**
	 * Return what is to be the daemon's standard error.
	 * @return the descriptor, for appending
	 */
	public int stderr() {
		return this.stderr;
	}

	/**
	 * Return where the kernel tells of writes to the files; see inotify(7).
	 * @return the descriptor, or -1 if it does not
	 */
	public int changes() {
		return this.changes;
	}

}
