package io.makedaemon.pidfile;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.FileStatus;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;
import io.makedaemon.proc.ProcSelf;

/**
 * A locked pid file. A process id in a file says nothing, since the process may be
 * another one by now: only the lock does, which the daemon inherits and holds until it
 * ends, however it ends.
 *
 * <p>
 * The lock is on a descriptor that is open for reading only, so that the daemon cannot
 * change what those believe who look for it. It has {@code O_NOATIME}, which the kernel
 * grants to the file's owner alone: by that the daemon's lock can be told from a
 * stranger's.
 */
public final class PidFile {

	private static final int MODE = 0644;

	/** What is opened may be anything yet: nothing may wait, or happen by it. */
	private static final int LOOK = OpenFlags.RDONLY | OpenFlags.CREAT | OpenFlags.NOFOLLOW | OpenFlags.NONBLOCK
			| OpenFlags.NOCTTY;

	/** Behind the name of a file that is to take the place of another. */
	private static final String FRESH = ".new";

	/** Somebody who only looks at the file holds the lock no longer than that. */
	private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(50);

	/** How long it may take from the lock until the process id is in the file. */
	static final long MAX_PATIENCE = TimeUnit.SECONDS.toNanos(15);

	/** How often to look at who has locked the file. */
	private static final long BETWEEN_LOOKS = TimeUnit.SECONDS.toNanos(1);

	private static final long POLL = TimeUnit.MILLISECONDS.toNanos(10);

	private final String path;

	private final int descriptor;

	private final int writer;

	private final int directory;

	private PidFile(String path, int descriptor) throws ErrnoException {
		this.path = path;
		this.descriptor = descriptor;
		// Whatever the umask is
		Posix.fchmod(descriptor, MODE, path);
		Descriptors.setFlags(descriptor, OpenFlags.NOATIME, path);
		this.writer = Posix.open(ProcSelf.descriptorPath(descriptor), OpenFlags.WRONLY, 0);
		this.directory = Posix.open(path.substring(0, path.lastIndexOf('/') + 1), OpenFlags.PATH | OpenFlags.DIRECTORY,
				0);
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
	 * Open and lock root's pid file like {@link #lock(String)}, if only root and the
	 * daemon's user can change what is on the way to it. That user may own the file,
	 * since a daemon makes its file again that somebody has removed.
	 * @param path the file, as a byte string
	 * @param uid the daemon's user
	 * @param gid the daemon's group
	 * @return the file, which is empty now
	 * @throws ErrnoException if others can, or {@link #lock(String)} cannot do it
	 */
	public static PidFile lockAsRoot(String path, int uid, int gid) throws ErrnoException {
		PidFileDirectory.check(path, uid, gid);
		return lock(path, uid);
	}

	/**
	 * Opens and locks a pid file; one that nobody has locked is left from a daemon that
	 * has crashed, and is taken over. Where it is locked, it is waited for until it says
	 * by whom; where a process has locked it that cannot be a daemon, another file takes
	 * its place.
	 * @param path the file, as a byte string
	 * @return the file, which is empty now
	 * @throws ErrnoException if it is locked ({@link ErrnoException#EWOULDBLOCK}), or
	 * cannot be opened, or is not a regular file of this user's with one name
	 */
	public static PidFile lock(String path) throws ErrnoException {
		return lock(path, Posix.geteuid());
	}

	private static PidFile lock(String path, int daemonUser) throws ErrnoException {
		long start = System.nanoTime();
		long nextLook = PATIENCE;
		while (true) {
			try {
				return tryLock(path, daemonUser);
			}
			catch (ErrnoException ex) {
				if (ex.errno() != ErrnoException.EWOULDBLOCK) {
					throw ex;
				}
				long waited = System.nanoTime() - start;
				PidFile taken = null;
				if (waited > nextLook) {
					taken = takeOver(path);
					nextLook = waited + BETWEEN_LOOKS;
				}
				if (taken != null) {
					return taken;
				}
				if (waited > ((new File(path).length() > 0) ? PATIENCE : MAX_PATIENCE)) {
					throw ex;
				}
				LockSupport.parkNanos(POLL);
			}
		}
	}

	private static PidFile tryLock(String path, int daemonUser) throws ErrnoException {
		while (true) {
			int made = make(path);
			int descriptor = (made >= 0) ? made : open(path, MODE, daemonUser);
			try {
				Posix.flock(descriptor, path);
				if (isStill(path, descriptor)) {
					PidFile file = new PidFile(path, descriptor);
					Posix.ftruncate(file.writer, path);
					return file;
				}
			}
			catch (ErrnoException ex) {
				if (made >= 0 && ex.errno() != ErrnoException.EWOULDBLOCK) {
					remove(path, descriptor);
				}
				Posix.close(descriptor);
				throw ex;
			}
			// Its daemon has ended meanwhile
			Posix.close(descriptor);
		}
	}

	private static int open(String path, int mode, int daemonUser) throws ErrnoException {
		int descriptor = Posix.open(path, LOOK, mode);
		try {
			FileStatus status = FileStatus.of(descriptor, path);
			boolean own = status.uid() == Posix.geteuid() || status.uid() == daemonUser;
			String fault = !status.isRegular() ? "it is not a regular file"
					: (status.links() > 1) ? "it has another name" : !own ? "it belongs to another user" : null;
			if (fault != null) {
				throw new ErrnoException("", "use the pid file {}, since " + fault, path, ErrnoException.EPERM);
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
	private static int make(String path) throws ErrnoException {
		try {
			return Posix.open(path, LOOK | OpenFlags.EXCL, MODE);
		}
		catch (ErrnoException ex) {
			if (ex.errno() != ErrnoException.EEXIST) {
				throw ex;
			}
			return -1;
		}
	}

	/**
	 * Whether a name is still that of an open file.
	 */
	private static boolean isStill(String path, int descriptor) throws ErrnoException {
		try {
			return FileStatus.of(path).isSame(FileStatus.of(descriptor, path));
		}
		catch (ErrnoException ex) {
			if (ex.errno() == ErrnoException.ENOENT) {
				return false;
			}
			throw ex;
		}
	}

	/**
	 * Puts another file in the place of one that a stranger has locked. The other one is
	 * for nobody else to open until then, so that its lock serves for the takeover: what
	 * was seen without it is looked at again.
	 */
	private static @Nullable PidFile takeOver(String path) throws ErrnoException {
		if (PidFileLock.stranger(BytePath.toPath(path)).isEmpty()) {
			return null;
		}
		String fresh = path + FRESH;
		int descriptor = open(fresh, 0600, Posix.geteuid());
		try {
			Posix.flock(descriptor, fresh);
			if (isStill(fresh, descriptor) && PidFileLock.stranger(BytePath.toPath(path)).isPresent()) {
				PidFile file = new PidFile(path, descriptor);
				Posix.rename(fresh, path);
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
	 * Return the descriptor that holds the lock. It is open for reading only.
	 * @return the descriptor
	 */
	public int descriptor() {
		return this.descriptor;
	}

	/**
	 * Return a descriptor that stands for the file's directory.
	 * @return the descriptor
	 */
	public int directory() {
		return this.directory;
	}

	/**
	 * Writes the process id.
	 * @param pid the process id
	 * @throws ErrnoException if it cannot be written
	 */
	public void write(long pid) throws ErrnoException {
		Posix.write(this.writer, pid + "\n", this.path);
	}

	/**
	 * Removes the file, while the lock is still held. A user who may not do that leaves
	 * it: nobody takes it for that of a running daemon. Another file of that name stays.
	 */
	public void remove() {
		remove(this.path, this.descriptor);
	}

	private static void remove(String path, int descriptor) {
		try {
			if (isStill(path, descriptor)) {
				Posix.unlink(path);
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
			int descriptor = Posix.open(path, OpenFlags.RDONLY | OpenFlags.NOFOLLOW | OpenFlags.NONBLOCK, 0);
			try {
				Posix.flock(descriptor, path);
				remove(path, descriptor);
			}
			finally {
				Posix.close(descriptor);
			}
		}
		catch (ErrnoException ex) {
			// It stays
		}
	}

}
