package io.makedaemon.posix;

/**
 * A directory that root makes for another user.
 */
public final class OwnedDirectory {

	private OwnedDirectory() {
	}

	/**
	 * Make a directory for a user. Where there is something of this name already, or the
	 * directory cannot be made, nothing happens.
	 * @param path the directory
	 * @param mode its permissions, less the umask
	 * @param uid the user's id
	 * @param gid the group's id
	 * @throws ErrnoException if it was made, but cannot be given to the user
	 */
	public static void make(String path, int mode, int uid, int gid) throws ErrnoException {
		if (LibC.call("mkdir", LibC.string(path), mode) == 0) {
			int descriptor = Posix.open(path, OpenFlags.RDONLY | OpenFlags.NOFOLLOW | OpenFlags.DIRECTORY, 0);
			Posix.fchown(descriptor, uid, gid, path);
			Posix.close(descriptor);
		}
	}

}
