package io.makedaemon.pidfile;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;
import io.makedaemon.proc.ProcSelf;

/**
 * A locked pid file. A process id in a file says nothing, since the process may be
 * another one by now: only the lock does, which the daemon inherits and holds until it
 * ends, however it ends.
 */
public final class PidFile {

	private static final int MODE = 0644;

	/** Somebody who only looks at the file holds the lock no longer than that. */
	private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(50);

	/** How long it may take from the lock until the process id is in the file. */
	private static final long MAX_PATIENCE = TimeUnit.SECONDS.toNanos(15);

	private static final long POLL = TimeUnit.MILLISECONDS.toNanos(10);

	private final String path;

	private final int descriptor;

	private PidFile(String path, int descriptor) {
		this.path = path;
		this.descriptor = descriptor;
	}

	/**
	 * Checks the directory of a pid file: who can write there can put another file in the
	 * place of this one.
	 * @param file the file
	 * @throws IOException if others can, or there is no such directory
	 */
	public static void checkDirectory(Path file) throws IOException {
		Path directory = file.toAbsolutePath().getParent();
		if (directory == null || !Files.isDirectory(directory)) {
			throw new IOException("there is no directory for the pid file " + file);
		}
		if (Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_WRITE)) {
			throw new IOException("the directory of the pid file " + file + " can be written by everybody");
		}
	}

	/**
	 * Opens and locks a pid file; one that nobody has locked is left from a daemon that
	 * has crashed, and is taken over. Where it is locked, it is waited for until it says
	 * by whom.
	 * @param path the file, as a byte string
	 * @return the file, which is empty now
	 * @throws ErrnoException if it is locked ({@link ErrnoException#EWOULDBLOCK}), or
	 * cannot be opened
	 */
	public static PidFile lock(String path) throws ErrnoException {
		long start = System.nanoTime();
		while (true) {
			try {
				return tryLock(path);
			}
			catch (ErrnoException ex) {
				long waited = System.nanoTime() - start;
				if (ex.errno() != ErrnoException.EWOULDBLOCK
						|| waited > ((new File(path).length() > 0) ? PATIENCE : MAX_PATIENCE)) {
					throw ex;
				}
				LockSupport.parkNanos(POLL);
			}
		}
	}

	private static PidFile tryLock(String path) throws ErrnoException {
		while (true) {
			int made = make(path);
			int descriptor = (made >= 0) ? made
					: Posix.open(path, OpenFlags.RDWR | OpenFlags.CREAT | OpenFlags.NOFOLLOW, MODE);
			try {
				Posix.flock(descriptor, path);
				if (!ProcSelf.isDeleted(descriptor)) {
					// Whatever the umask is
					Posix.fchmod(descriptor, MODE, path);
					Posix.ftruncate(descriptor, path);
					return new PidFile(path, descriptor);
				}
			}
			catch (ErrnoException ex) {
				if (made >= 0 && ex.errno() != ErrnoException.EWOULDBLOCK) {
					new PidFile(path, descriptor).remove();
				}
				Posix.close(descriptor);
				throw ex;
			}
			// Its daemon has ended meanwhile
			Posix.close(descriptor);
		}
	}

	/**
	 * Returns the descriptor of a new file; -1 if there is one.
	 */
	private static int make(String path) throws ErrnoException {
		try {
			return Posix.open(path, OpenFlags.RDWR | OpenFlags.CREAT | OpenFlags.EXCL | OpenFlags.NOFOLLOW, MODE);
		}
		catch (ErrnoException ex) {
			if (ex.errno() != ErrnoException.EEXIST) {
				throw ex;
			}
			return -1;
		}
	}

	/**
	 * Returns the descriptor that holds the lock.
	 * @return the descriptor
	 */
	public int descriptor() {
		return this.descriptor;
	}

	/**
	 * Writes the process id.
	 * @param pid the process id
	 * @throws ErrnoException if it cannot be written
	 */
	public void write(long pid) throws ErrnoException {
		Posix.write(this.descriptor, pid + "\n", this.path);
	}

	/**
	 * Removes the file, while the lock is still held. A user who may not do that leaves
	 * it: nobody takes it for that of a running daemon. If the daemon has removed it,
	 * another one's file may be there by now, which stays.
	 */
	public void remove() {
		try {
			if (!ProcSelf.isDeleted(this.descriptor)) {
				new File(this.path).delete();
			}
		}
		catch (ErrnoException ex) {
			// It stays
		}
	}

	/**
	 * Removes a file that a daemon has left which was killed. Nothing happens if somebody
	 * has it locked by now, or this user may not do it.
	 * @param path the file, as a byte string
	 */
	public static void removeLeft(String path) {
		try {
			int descriptor = Posix.open(path, OpenFlags.RDWR | OpenFlags.NOFOLLOW, 0);
			try {
				Posix.flock(descriptor, path);
				if (!ProcSelf.isDeleted(descriptor)) {
					new File(path).delete();
				}
			}
			finally {
				Posix.close(descriptor);
			}
		}
		catch (ErrnoException ex) {
			// It stays
		}
	}

	/**
	 * Takes over an inherited pid file. Nobody but the kernel closes its descriptor, when
	 * this process is gone; the file is removed just before that, when all shutdown hooks
	 * are done.
	 * @param path the file
	 */
	public static void inherit(Path path) {
		path.toFile().deleteOnExit();
	}

}
