package io.makedaemon.pidfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.concurrent.TimeUnit;

import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.FileStatus;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;
import io.makedaemon.proc.FileSnapshot;
import io.makedaemon.proc.HeldLock;
import io.makedaemon.proc.ProcSelf;

/**
 * A locked pid file. A process id in a file proves nothing, since another process may
 * have that id by now. The lock does: the daemon inherits it and holds it until it ends,
 * however it ends.
 *
 * <p>
 * The lock is on a descriptor that is open for reading only, so that the daemon cannot
 * change what others read. The descriptor has {@code O_NOATIME}, which the kernel grants
 * only to the file's owner: this distinguishes the daemon's lock from a stranger's.
 */
public final class PidFile {

	/** How long to wait after the lock for the process id to be in the file. */
	static final long MAX_PATIENCE = TimeUnit.SECONDS.toNanos(15);

	private final String path;

	private final PidFileDirectory directory;

	private final int descriptor;

	private final int writer;

	PidFile(String path, PidFileDirectory directory, int descriptor) throws ErrnoException {
		this.path = path;
		this.directory = directory;
		this.descriptor = descriptor;
		Descriptors.setFlags(descriptor, OpenFlags.NOATIME, path);
		this.writer = Posix.open(ProcSelf.descriptorPath(descriptor), OpenFlags.WRONLY, 0);
	}

	/**
	 * Check the directory of a pid file: whoever can write there can replace the file.
	 * @param file the file
	 * @throws IOException if others can, or there is no such directory
	 */
	public static void checkDirectory(Path file) throws IOException {
		Path directory = file.toAbsolutePath().getParent();
		if (directory == null || !Files.isDirectory(directory)) {
			throw new IOException("there is no directory for the pid file " + file);
		}
		if (Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_WRITE)) {
			throw new IOException("the directory of the pid file " + file + " is writable by everybody");
		}
	}

	/**
	 * Open and lock root's pid file like {@link #lock(String)}, if only root and the
	 * daemon's user can change the path to it. That user may own the file, since a daemon
	 * creates its file again if somebody removes it.
	 * @param path the file, as a byte string
	 * @param uid the daemon's user
	 * @param gid the daemon's group
	 * @return the file, which is empty now
	 * @throws ErrnoException if others can, or if {@link #lock(String)} fails
	 */
	public static PidFile lockAsRoot(String path, int uid, int gid) throws ErrnoException {
		return lock(path, PidFileDirectory.ofRoot(path, uid, gid), uid);
	}

	/**
	 * Open and lock a pid file. An unlocked file was left behind by a crashed daemon, and
	 * is taken over. If the file is locked, wait until it contains a process id. If the
	 * process that has locked it cannot be a daemon, replace the file.
	 * @param path the file, as a byte string
	 * @return the file, which is empty now
	 * @throws ErrnoException if it is locked ({@link ErrnoException#EWOULDBLOCK}), or
	 * cannot be opened, or is not a regular file that belongs to this user and has one
	 * name
	 */
	public static PidFile lock(String path) throws ErrnoException {
		return lock(path, PidFileDirectory.of(path), Posix.geteuid());
	}

	/**
	 * Take over root's locked pid file from the previous generation, if
	 * {@link #lockAsRoot} would trust the file.
	 * @param path the file, as a byte string
	 * @param uid the daemon's user
	 * @param gid the daemon's group
	 * @param descriptor the descriptor that the previous generation has passed
	 * @return the file, which still names the previous generation
	 * @throws ErrnoException if it is another file, or cannot be written
	 */
	public static PidFile takeOverAsRoot(String path, int uid, int gid, int descriptor) throws ErrnoException {
		return takeOver(path, PidFileDirectory.ofRoot(path, uid, gid), uid, descriptor);
	}

	/**
	 * Take over the locked pid file from the previous generation.
	 * @param path the file, as a byte string
	 * @param descriptor the descriptor that the previous generation has passed
	 * @return the file, which still names the previous generation
	 * @throws ErrnoException if it is another file, or cannot be written
	 */
	public static PidFile takeOver(String path, int descriptor) throws ErrnoException {
		return takeOver(path, PidFileDirectory.of(path), Posix.geteuid(), descriptor);
	}

	private static PidFile takeOver(String path, PidFileDirectory directory, int daemonUser, int descriptor)
			throws ErrnoException {
		try {
			PidFileLocker.check(FileStatus.of(descriptor, path), path, daemonUser);
			if (!directory.has(path, descriptor) || !isLocked(descriptor)) {
				throw new ErrnoException("", "take over the pid file {}, since the running daemon has another one",
						path, ErrnoException.ENOENT);
			}
			return new PidFile(path, directory, descriptor);
		}
		catch (ErrnoException ex) {
			directory.close();
			throw ex;
		}
	}

	/**
	 * Return whether an open file of this process holds a lock, as the kernel shows it.
	 * @param descriptor the descriptor
	 * @return whether it does
	 */
	public static boolean isLocked(int descriptor) {
		HeldLock lock = HeldLock.of(ProcessHandle.current().pid(), Path.of(ProcSelf.descriptorPath(descriptor)));
		return lock != null && lock.exclusive();
	}

	private static PidFile lock(String path, PidFileDirectory directory, int daemonUser) throws ErrnoException {
		try {
			return new PidFileLocker(path, directory, daemonUser).lock();
		}
		catch (ErrnoException ex) {
			directory.close();
			throw ex;
		}
	}

	/**
	 * Return the descriptor that holds the lock. It is open for reading only.
	 * @return the descriptor
	 */
	public int descriptor() {
		return this.descriptor;
	}

	/**
	 * Return a descriptor of the file's directory.
	 * @return the descriptor
	 */
	public int directory() {
		return this.directory.descriptor();
	}

	/**
	 * Write the process id.
	 * @param pid the process id
	 * @throws ErrnoException if it cannot be written, or another start has replaced the
	 * file ({@link ErrnoException#EWOULDBLOCK})
	 */
	public void write(long pid) throws ErrnoException {
		if (!isInPlace()) {
			throw new ErrnoException("flock", "lock {}", this.path, ErrnoException.EWOULDBLOCK);
		}
		Posix.write(this.writer, pid + "\n", this.path);
	}

	/**
	 * Return whether the file is where it was created.
	 * @return false if it was removed or replaced
	 * @throws ErrnoException if it cannot be determined
	 */
	public boolean isInPlace() throws ErrnoException {
		return this.directory.has(this.path, this.descriptor);
	}

	/**
	 * Replace the process id in a single step, so that whoever reads the file reads one
	 * of the two.
	 * @param from the process id that the file contains
	 * @param to the process id that it is to contain
	 * @throws ErrnoException if it cannot be written, or the file was replaced
	 */
	public void replace(long from, long to) throws ErrnoException {
		if (!isInPlace()) {
			throw new ErrnoException("", "write {}, since somebody has replaced it", this.path, ErrnoException.ENOENT);
		}
		String line = to + "\n";
		// What is left of the former line becomes empty lines until it is cut off
		Posix.pwrite(this.writer, line + "\n".repeat(Math.max(0, Long.toString(from).length() + 1 - line.length())),
				this.path);
		try {
			Posix.ftruncate(this.writer, line.length(), this.path);
		}
		catch (ErrnoException ex) {
			// The empty lines stay
		}
	}

	/**
	 * Leave the file behind with the process id of the last daemon, followed by a line
	 * that says why there is no daemon any more.
	 * @param pid the process id
	 * @param reason the reason
	 * @throws ErrnoException if it cannot be written
	 */
	public void abandon(long pid, String reason) throws ErrnoException {
		String content = pid + "\n" + ByteStrings.encode(reason) + "\n";
		Posix.pwrite(this.writer, content, this.path);
		Posix.ftruncate(this.writer, content.length(), this.path);
	}

	/**
	 * Close the file, and thereby release its lock unless another process holds it.
	 */
	public void close() {
		Posix.close(this.writer);
		Posix.close(this.descriptor);
		this.directory.close();
	}

	/**
	 * Empty the file.
	 * @throws ErrnoException if it cannot be emptied
	 */
	void empty() throws ErrnoException {
		Posix.ftruncate(this.writer, 0, this.path);
	}

	/**
	 * Keep the lock, and never write to the file again.
	 */
	void endWriting() {
		Posix.close(this.writer);
	}

	/**
	 * Remove the file while the lock is still held. If this user may not remove it, it
	 * stays: without a lock, nobody takes it for the file of a running daemon. Another
	 * file with that name stays.
	 */
	public void remove() {
		this.directory.remove(this.path, this.descriptor);
	}

	/**
	 * Remove the file that a killed daemon has left behind. Do nothing if somebody has
	 * locked it by now, or if this user may not remove it.
	 * @param file the file that was the daemon's
	 */
	public static void removeLeft(FileSnapshot file) {
		try {
			removeLeft(PidFileDirectory.of(BytePath.of(file.path())), file);
		}
		catch (ErrnoException ex) {
			// It stays
		}
	}

	/**
	 * Remove the file that a killed first child has left behind. Root does so only if
	 * nobody else can change the path to it.
	 * @param path the file
	 */
	public static void removeLeft(Path path) {
		try {
			FileSnapshot file = FileSnapshot.of(path);
			String name = BytePath.of(path);
			removeLeft((Posix.geteuid() == 0) ? PidFileDirectory.ofRoot(name, 0, 0) : PidFileDirectory.of(name), file);
		}
		catch (ErrnoException | IOException ex) {
			// It stays
		}
	}

	private static void removeLeft(PidFileDirectory directory, FileSnapshot file) throws ErrnoException {
		try {
			String path = BytePath.of(file.path());
			int descriptor = directory.open(path, OpenFlags.RDONLY | OpenFlags.NOFOLLOW | OpenFlags.NONBLOCK, 0);
			try {
				Posix.flock(descriptor, path);
				if (file.isSame(Path.of(ProcSelf.descriptorPath(descriptor)))) {
					directory.remove(path, descriptor);
				}
			}
			finally {
				Posix.close(descriptor);
			}
		}
		finally {
			directory.close();
		}
	}

}
