package io.makedaemon.posix;

/**
 * What the kernel knows about a file, whatever its name; see statx(2), which has the same
 * layout on every machine.
 *
 * @param device the number of the file system: the major part of {@code stat(2)}'s in the
 * upper half, the minor part in the lower half
 * @param inode the number of the file in its file system
 * @param mode its type and permissions
 * @param links the number of its names
 * @param uid the id of the user who owns it
 * @param gid the id of the group that owns it
 */
public record FileStatus(long device, long inode, int mode, int links, int uid, int gid) {

	private static final int AT_FDCWD = -100;

	private static final int AT_SYMLINK_NOFOLLOW = 0x100;

	private static final int AT_EMPTY_PATH = 0x1000;

	private static final int STATX_BASIC_STATS = 0x7ff;

	private static final int SIZE = 256;

	private static final int LINKS = 16;

	private static final int UID = 20;

	private static final int GID = 24;

	private static final int MODE = 28;

	private static final int INODE = 32;

	private static final int DEVICE_MAJOR = 136;

	private static final int DEVICE_MINOR = 140;

	private static final int FORMAT = 0170000;

	private static final int REGULAR = 0100000;

	private static final int SOCKET = 0140000;

	private static final int SYMBOLIC_LINK = 0120000;

	private static final int WRITABLE_BY_GROUP = 0020;

	private static final int WRITABLE_BY_OTHERS = 0002;

	private static final int STICKY = 01000;

	/**
	 * Return the status of an open file.
	 * @param descriptor the descriptor
	 * @param name the file's name, for the failure
	 * @return its status
	 * @throws ErrnoException if it is not open
	 */
	public static FileStatus of(int descriptor, String name) throws ErrnoException {
		return of(descriptor, "", AT_EMPTY_PATH, name);
	}

	/**
	 * Return the status of the file with a name: of a symbolic link itself.
	 * @param path the name
	 * @return its status
	 * @throws ErrnoException if there is no such file ({@link ErrnoException#ENOENT}), or
	 * this user may not search its directory
	 */
	public static FileStatus of(String path) throws ErrnoException {
		return of(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, path);
	}

	/**
	 * Return the status of the file with a name in an open directory: of a symbolic link
	 * itself.
	 * @param directory the directory's descriptor
	 * @param entry the name
	 * @param whole the whole path, for the failure
	 * @return its status
	 * @throws ErrnoException if there is no such file ({@link ErrnoException#ENOENT})
	 */
	public static FileStatus at(int directory, String entry, String whole) throws ErrnoException {
		return of(directory, entry, AT_SYMLINK_NOFOLLOW, whole);
	}

	private static FileStatus of(int directory, String path, int flags, String name) throws ErrnoException {
		long status = LibC.allocate(SIZE);
		long bytes = LibC.string(path);
		try {
			Posix.check(LibC.call("statx", directory, bytes, flags, STATX_BASIC_STATS, status), "statx", "look at {}",
					name);
			long device = (long) LibC.readInt(status + DEVICE_MAJOR) << Integer.SIZE
					| LibC.readInt(status + DEVICE_MINOR);
			return new FileStatus(device, LibC.readLong(status + INODE), LibC.readShort(status + MODE),
					LibC.readInt(status + LINKS), LibC.readInt(status + UID), LibC.readInt(status + GID));
		}
		finally {
			LibC.free(bytes);
			LibC.free(status);
		}
	}

	/**
	 * Return whether this is the same file.
	 * @param other the other one
	 * @return whether device and inode are the same
	 */
	public boolean isSame(FileStatus other) {
		return this.device == other.device && this.inode == other.inode;
	}

	/**
	 * Return whether it is a regular file.
	 * @return whether it is one, and not a directory, a link, a device, a pipe or a
	 * socket
	 */
	public boolean isRegular() {
		return (this.mode & FORMAT) == REGULAR;
	}

	/**
	 * Return whether it is the file of a Unix domain socket.
	 * @return whether it is
	 */
	public boolean isSocket() {
		return (this.mode & FORMAT) == SOCKET;
	}

	/**
	 * Return whether it is a symbolic link.
	 * @return whether it is
	 */
	public boolean isSymbolicLink() {
		return (this.mode & FORMAT) == SYMBOLIC_LINK;
	}

	/**
	 * Return whether its group may write to it.
	 * @return whether it may
	 */
	public boolean isWritableByGroup() {
		return (this.mode & WRITABLE_BY_GROUP) != 0;
	}

	/**
	 * Return whether everybody may write to it.
	 * @return whether they may
	 */
	public boolean isWritableByOthers() {
		return (this.mode & WRITABLE_BY_OTHERS) != 0;
	}

	/**
	 * Return whether a directory lets those who may write to it remove only their own
	 * files.
	 * @return whether the sticky bit is set
	 */
	public boolean isSticky() {
		return (this.mode & STICKY) != 0;
	}

}
