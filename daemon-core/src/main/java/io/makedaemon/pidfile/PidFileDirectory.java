package io.makedaemon.pidfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.FileStatus;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;
import io.makedaemon.proc.ProcSelf;

/**
 * The open directory of a pid file: even if somebody replaces the directory, the file is
 * the one in this directory.
 *
 * <p>
 * Whoever can change a directory on the path to root's pid file can make root open and
 * write another file, so root checks the whole path.
 */
final class PidFileDirectory {

	private static final int ROOT = 0;

	private final int descriptor;

	private final String path;

	private PidFileDirectory(String path) throws ErrnoException {
		this.path = path;
		this.descriptor = Posix.open(path, OpenFlags.PATH | OpenFlags.DIRECTORY, 0);
	}

	/**
	 * Open the directory of a file.
	 * @param file the file, an absolute path
	 * @return the directory
	 * @throws ErrnoException if it cannot be opened
	 */
	static PidFileDirectory of(String file) throws ErrnoException {
		return new PidFileDirectory(file.substring(0, Math.max(1, file.lastIndexOf('/'))));
	}

	/**
	 * Open the directory of root's file if only root and the user the daemon will run as
	 * can change the path to it, both as written and with all links followed. In a
	 * directory with the sticky bit, others can only add entries. If that user can choose
	 * the directory, it must belong to that user. In a user namespace to which the
	 * machine's root is not mapped, nothing is checked, since the owners of the
	 * directories cannot be determined there.
	 * @param file the file, an absolute path
	 * @param uid the daemon's user
	 * @param gid the daemon's group
	 * @return the directory
	 * @throws ErrnoException if somebody else can change it, or this cannot be determined
	 */
	static PidFileDirectory ofRoot(String file, int uid, int gid) throws ErrnoException {
		PidFileDirectory directory = of(file);
		try {
			if (FileStatus.of("/").uid() == ROOT) {
				directory.check(file, uid, gid);
			}
			return directory;
		}
		catch (ErrnoException ex) {
			directory.close();
			throw ex;
		}
	}

	private void check(String file, int uid, int gid) throws ErrnoException {
		boolean chosen = isChosen(file, this.path, uid, gid);
		try {
			chosen |= isChosen(file,
					BytePath.of(Files.readSymbolicLink(Path.of(ProcSelf.descriptorPath(this.descriptor)))), uid, gid);
		}
		catch (IOException ex) {
			throw new ErrnoException("readlink", "look at {}", this.path, ErrnoException.ENOENT);
		}
		if (chosen && FileStatus.of(this.descriptor, this.path).uid() != uid) {
			throw new ErrnoException("", "use the pid file {}, since the daemon's user can replace the directory "
					+ this.path + ", which does not belong to that user", file, ErrnoException.EPERM);
		}
	}

	/**
	 * Return whether the daemon's user can choose which directory a path leads to.
	 */
	private static boolean isChosen(String file, String directory, int uid, int gid) throws ErrnoException {
		boolean chosen = false;
		String part = directory;
		while (true) {
			FileStatus status = FileStatus.of(part);
			boolean last = part.equals(directory);
			boolean trusted = (status.uid() == ROOT || status.uid() == uid)
					&& (status.isSymbolicLink() || isChangedByOwnerOnly(status, gid, last));
			if (!trusted) {
				throw new ErrnoException("", "use the pid file {}, since users other than root can change " + part,
						file, ErrnoException.EPERM);
			}
			chosen |= (!last || status.isSymbolicLink()) && isChangedBy(status, uid, gid);
			if (part.equals("/")) {
				return chosen;
			}
			part = part.substring(0, Math.max(1, part.lastIndexOf('/')));
		}
	}

	private static boolean isChangedByOwnerOnly(FileStatus status, int gid, boolean last) {
		boolean group = status.isWritableByGroup() && status.gid() != ROOT && status.gid() != gid;
		return (!group && !status.isWritableByOthers()) || (status.isSticky() && !last);
	}

	private static boolean isChangedBy(FileStatus status, int uid, int gid) {
		return uid != ROOT && (status.uid() == uid || (!status.isSymbolicLink() && status.isWritableByGroup()
				&& status.gid() == gid && gid != ROOT && !status.isSticky()));
	}

	/**
	 * Return the descriptor.
	 */
	int descriptor() {
		return this.descriptor;
	}

	/**
	 * Open a file in this directory.
	 * @param file the file's absolute path
	 */
	int open(String file, int flags, int mode) throws ErrnoException {
		return Posix.openat(this.descriptor, name(file), flags, mode, file);
	}

	/**
	 * Return whether a name in this directory still belongs to an open file.
	 * @param file the file's absolute path
	 */
	boolean has(String file, int open) throws ErrnoException {
		try {
			return FileStatus.at(this.descriptor, name(file), file).isSame(FileStatus.of(open, file));
		}
		catch (ErrnoException ex) {
			if (ex.errno() == ErrnoException.ENOENT) {
				return false;
			}
			throw ex;
		}
	}

	/**
	 * Rename a file in this directory, and replace a file that has the new name.
	 */
	void rename(String file, String target) throws ErrnoException {
		Posix.renameat(this.descriptor, name(file), name(target), target);
	}

	/**
	 * Remove an open file from this directory if it still has its name and this user may
	 * remove it.
	 */
	void remove(String file, int open) {
		try {
			if (has(file, open)) {
				Posix.unlinkat(this.descriptor, name(file), file);
			}
		}
		catch (ErrnoException ex) {
			// It stays
		}
	}

	private static String name(String file) {
		return file.substring(file.lastIndexOf('/') + 1);
	}

	void close() {
		Posix.close(this.descriptor);
	}

}
