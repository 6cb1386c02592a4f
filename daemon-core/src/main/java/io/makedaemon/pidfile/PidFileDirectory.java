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
 * The way to root's pid file: whoever can change a directory on it can have root open and
 * write another file.
 */
final class PidFileDirectory {

	private static final int ROOT = 0;

	private PidFileDirectory() {
	}

	/**
	 * Check that nobody but root, and the user the daemon will run as, can change what is
	 * on the way to a file: as it is written, and as it is when all links are followed.
	 * In a directory with the sticky bit others can only add to what is there. Nothing is
	 * checked for root of a user namespace that does not know the machine's root: whose
	 * the directories are cannot be told there.
	 * @param path the file, an absolute path
	 * @param uid the daemon's user
	 * @param gid the daemon's group
	 * @throws ErrnoException if somebody else can, or it cannot be told
	 */
	static void check(String path, int uid, int gid) throws ErrnoException {
		if (FileStatus.of("/").uid() != ROOT) {
			return;
		}
		String directory = path.substring(0, Math.max(1, path.lastIndexOf('/')));
		checkEach(path, directory, uid, gid);
		int descriptor = Posix.open(directory, OpenFlags.PATH | OpenFlags.DIRECTORY, 0);
		try {
			checkEach(path, BytePath.of(Files.readSymbolicLink(Path.of(ProcSelf.descriptorPath(descriptor)))), uid,
					gid);
		}
		catch (IOException ex) {
			throw new ErrnoException("readlink", "look at {}", directory, ErrnoException.ENOENT);
		}
		finally {
			Posix.close(descriptor);
		}
	}

	private static void checkEach(String path, String directory, int uid, int gid) throws ErrnoException {
		String part = directory;
		while (true) {
			FileStatus status = FileStatus.of(part);
			boolean trusted = (status.uid() == ROOT || status.uid() == uid)
					&& (status.isSymbolicLink() || isChangedByOwnerOnly(status, gid, part.equals(directory)));
			if (!trusted) {
				throw new ErrnoException("", "use the pid file {}, since others than root can change " + part, path,
						ErrnoException.EPERM);
			}
			if (part.equals("/")) {
				return;
			}
			part = part.substring(0, Math.max(1, part.lastIndexOf('/')));
		}
	}

	private static boolean isChangedByOwnerOnly(FileStatus status, int gid, boolean last) {
		boolean group = status.isWritableByGroup() && status.gid() != ROOT && status.gid() != gid;
		return (!group && !status.isWritableByOthers()) || (status.isSticky() && !last);
	}

}
