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

	/** Nobody else can open a file, and so lock it, before it is locked. */
	private static final int NEW = 0600;

	private static final int READABLE = 0644;

	private static final int PERMISSIONS_OF_OTHERS = 0077;

	/** What is opened may be anything yet: nothing may wait, or happen by it. */
	private static final int LOOK = OpenFlags.RDONLY | OpenFlags.CREAT | OpenFlags.NOFOLLOW | OpenFlags.NONBLOCK
			| OpenFlags.NOCTTY;

	/** Behind the name of a file that is to take the place of another. */
	private static final String FRESH = ".new";

	/** Somebody who only looks at the file holds the lock no longer than that. */
	private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(50);

	/** How often to look at who has locked the file. */
	private static final long BETWEEN_LOOKS = TimeUnit.SECONDS.toNanos(1);

	private static final long POLL = TimeUnit.MILLISECONDS.toNanos(10);

	private final String path;

	private final PidFileDirectory directory;

	private final int daemonUser;

	/**
	 * Create one for a file.
	 * @param path the file
	 * @param directory its directory
	 * @param daemonUser the user who may own the file beside the user of this process,
	 * since a daemon makes its file again that somebody has removed
	 */
	PidFileLocker(String path, PidFileDirectory directory, int daemonUser) {
		this.path = path;
		this.directory = directory;
		this.daemonUser = daemonUser;
	}

	/**
	 * Lock the file as {@link PidFile#lock(String)} says.
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
			// Its daemon has ended meanwhile
			Posix.close(descriptor);
		}
	}

	private int open(String file) throws ErrnoException {
		int descriptor = this.directory.open(file, LOOK, NEW);
		try {
			FileStatus status = FileStatus.of(descriptor, file);
			boolean own = status.uid() == Posix.geteuid() || status.uid() == this.daemonUser;
			String fault = !status.isRegular() ? "it is not a regular file"
					: (status.links() > 1) ? "it has another name" : !own ? "it belongs to another user" : null;
			if (fault != null) {
				throw new ErrnoException("", "use the pid file {}, since " + fault, file, ErrnoException.EPERM);
			}
			return descriptor;
		}
		catch (ErrnoException ex) {
			Posix.close(descriptor);
			throw ex;
		}
	}

	/**
	 * Return the descriptor of a new file; -1 if there is one.
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
	 * Put another file in the place of one that a stranger has locked. The other one is
	 * for nobody else to open until then, so that its lock serves for the takeover: what
	 * was seen without it is looked at again.
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
			// Another start takes the file over
			return null;
		}
		Posix.close(descriptor);
		return null;
	}

	/**
	 * One that others can open is not from here, and they may have locked it.
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
