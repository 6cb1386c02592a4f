package io.makedaemon.pidfile;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.FileStatus;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;

/**
 * Opens and locks a pid file, whatever exists in its place.
 */
final class PidFileLocker {

	/** Nobody else can open, and so lock, a new file before it is locked here. */
	private static final int NEW = 0600;

	private static final int READABLE = 0644;

	private static final int PERMISSIONS_OF_OTHERS = 0077;

	/** It may be any kind of file: opening it must neither block nor have an effect. */
	private static final int LOOK = OpenFlags.RDONLY | OpenFlags.CREAT | OpenFlags.NOFOLLOW | OpenFlags.NONBLOCK
			| OpenFlags.NOCTTY;

	/** The suffix of a file that is to replace another. */
	private static final String FRESH = ".new";

	/** A process that only checks the lock holds it no longer than this. */
	private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(50);

	/** How often to look at who has locked the file. */
	private static final long BETWEEN_LOOKS = TimeUnit.SECONDS.toNanos(1);

	private static final long POLL = TimeUnit.MILLISECONDS.toNanos(10);

	private final String path;

	private final PidFileDirectory directory;

	private final int daemonUser;

	/**
	 * Create a locker for a file.
	 * @param path the file
	 * @param directory its directory
	 * @param daemonUser a user who may own the file besides the user of this process,
	 * since a daemon creates its file again if somebody removes it
	 */
	PidFileLocker(String path, PidFileDirectory directory, int daemonUser) {
		this.path = path;
		this.directory = directory;
		this.daemonUser = daemonUser;
	}

	/**
	 * Lock the file as {@link PidFile#lock(String)} describes.
	 */
	PidFile lock() throws ErrnoException {
		long start = System.nanoTime();
		long nextLook = PATIENCE;
		while (true) {
			try {
				return tryLock();
			}
			catch (ErrnoException ex) {
				if (ex.errno() != ErrnoException.EWOULDBLOCK) {
					throw ex;
				}
				long waited = System.nanoTime() - start;
				PidFile taken = null;
				if (waited > nextLook) {
					taken = takeOver();
					nextLook = waited + BETWEEN_LOOKS;
				}
				if (taken != null) {
					return taken;
				}
				boolean named = BytePath.toPath(this.path).toFile().length() > 0;
				if (waited > (named ? PATIENCE : PidFile.MAX_PATIENCE)) {
					throw ex;
				}
				LockSupport.parkNanos(POLL);
			}
		}
	}

	private PidFile tryLock() throws ErrnoException {
		while (true) {
			int made = make();
			int descriptor = (made >= 0) ? made : open(this.path);
			try {
				Posix.flock(descriptor, this.path);
				if (this.directory.has(this.path, descriptor)) {
					PidFile file = new PidFile(this.path, this.directory, descriptor);
					file.empty();
					// Whatever the umask is
					Posix.fchmod(descriptor, READABLE, this.path);
					return file;
				}
			}
			catch (ErrnoException ex) {
				if (made >= 0 && ex.errno() != ErrnoException.EWOULDBLOCK) {
					this.directory.remove(this.path, descriptor);
				}
				Posix.close(descriptor);
				throw ex;
			}
			// Its daemon has ended in the meantime
			Posix.close(descriptor);
		}
	}

	private int open(String file) throws ErrnoException {
		int descriptor = this.directory.open(file, LOOK, NEW);
		try {
			check(FileStatus.of(descriptor, file), file, this.daemonUser);
			return descriptor;
		}
		catch (ErrnoException ex) {
			Posix.close(descriptor);
			throw ex;
		}
	}

	/**
	 * Check what is in the place of a pid file.
	 * @param status its status
	 * @param file its path
	 * @param daemonUser a user who may own the file besides the user of this process
	 * @throws ErrnoException if it cannot be a pid file
	 */
	static void check(FileStatus status, String file, int daemonUser) throws ErrnoException {
		boolean own = status.uid() == Posix.geteuid() || status.uid() == daemonUser;
		String fault = !status.isRegular() ? "it is not a regular file"
				: (status.links() > 1) ? "it has another name" : !own ? "it belongs to another user" : null;
		if (fault != null) {
			throw new ErrnoException("", "use the pid file {}, since " + fault, file, ErrnoException.EPERM);
		}
	}

	/**
	 * Return the descriptor of a new file; -1 if the file exists already.
	 */
	private int make() throws ErrnoException {
		try {
			return this.directory.open(this.path, LOOK | OpenFlags.EXCL, NEW);
		}
		catch (ErrnoException ex) {
			if (ex.errno() != ErrnoException.EEXIST) {
				throw ex;
			}
			return -1;
		}
	}

	/**
	 * Replace a file that a stranger has locked. Until then nobody else can open the new
	 * file, so its lock guards the takeover: what was seen before the lock is checked
	 * again.
	 */
	private @Nullable PidFile takeOver() throws ErrnoException {
		if (isDaemonPossible()) {
			return null;
		}
		String fresh = this.path + FRESH;
		int descriptor = openFresh(fresh);
		try {
			Posix.flock(descriptor, fresh);
			if (this.directory.has(fresh, descriptor) && !isDaemonPossible()) {
				PidFile file = new PidFile(this.path, this.directory, descriptor);
				this.directory.rename(fresh, this.path);
				Posix.fchmod(descriptor, READABLE, this.path);
				return file;
			}
		}
		catch (ErrnoException ex) {
			Posix.close(descriptor);
			if (ex.errno() != ErrnoException.EWOULDBLOCK) {
				throw ex;
			}
			// Another start is taking over the file
			return null;
		}
		Posix.close(descriptor);
		return null;
	}

	/**
	 * A file that others can open was not created here, and they may have locked it.
	 */
	private int openFresh(String fresh) throws ErrnoException {
		int descriptor = open(fresh);
		if ((FileStatus.of(descriptor, fresh).mode() & PERMISSIONS_OF_OTHERS) == 0) {
			return descriptor;
		}
		this.directory.remove(fresh, descriptor);
		Posix.close(descriptor);
		return open(fresh);
	}

	private boolean isDaemonPossible() {
		return PidFileLock.strangerThatLocks(BytePath.toPath(this.path)).isEmpty();
	}

}
