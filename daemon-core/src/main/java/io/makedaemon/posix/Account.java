package io.makedaemon.posix;

/**
 * A user, as the user database knows it; see getpwnam(3).
 *
 * @param name the user's name, as a byte string
 * @param uid the user's id
 * @param gid the id of the user's group; -1 if the user has no entry in the database
 * @param home the user's home directory, as a byte string
 */
public record Account(String name, int uid, int gid, String home) {

	/** The offsets of the fields in {@code struct passwd} and {@code struct group}. */
	private static final long ID = 2L * Long.BYTES;

	private static final long GROUP_OF_USER = ID + Integer.BYTES;

	private static final long HOME = 4L * Long.BYTES;

	/**
	 * Find a user.
	 * @param user the user's name, or id in decimal, as a byte string
	 * @return the user. An id needs no entry in the database
	 * @throws ErrnoException if there is no user of this name
	 */
	public static Account of(String user) throws ErrnoException {
		long entry = LibC.callForAddress("getpwnam", LibC.string(user));
		if (entry == 0 && isNumber(user)) {
			int uid = Integer.parseUnsignedInt(user);
			entry = LibC.callForAddress("getpwuid", uid);
			if (entry == 0) {
				return new Account(user, uid, -1, "/");
			}
		}
		if (entry == 0) {
			throw new ErrnoException("getpwnam", "find the user {}", user, ErrnoException.ENOENT);
		}
		return new Account(LibC.readString(LibC.readAddress(entry)), LibC.readInt(entry + ID),
				LibC.readInt(entry + GROUP_OF_USER), LibC.readString(LibC.readAddress(entry + HOME)));
	}

	/**
	 * Find a group.
	 * @param group the group's name, or id in decimal, as a byte string
	 * @return the group's id. An id needs no entry in the database
	 * @throws ErrnoException if there is no group of this name
	 */
	public static int groupId(String group) throws ErrnoException {
		long entry = LibC.callForAddress("getgrnam", LibC.string(group));
		if (entry != 0) {
			return LibC.readInt(entry + ID);
		}
		if (!isNumber(group)) {
			throw new ErrnoException("getgrnam", "find the group {}", group, ErrnoException.ENOENT);
		}
		return Integer.parseUnsignedInt(group);
	}

	/**
	 * Return the group that a process of this user runs as.
	 * @param group the group's name or id, as a byte string; empty for the user's group
	 * @return the group's id
	 * @throws ErrnoException if there is no such group, or none is given and the user has
	 * none
	 */
	public int groupOr(String group) throws ErrnoException {
		if (!group.isEmpty()) {
			return groupId(group);
		}
		if (!hasEntry()) {
			throw new ErrnoException("getpwuid", "find the group of user {}, and none is set", this.name,
					ErrnoException.ENOENT);
		}
		return this.gid;
	}

	/**
	 * Return whether the user has an entry in the database.
	 * @return whether there is an entry; without one, the user's groups are unknown
	 */
	public boolean hasEntry() {
		return this.gid != -1;
	}

	/**
	 * Create a directory. Do nothing if the name exists already, or if the directory
	 * cannot be created. Links in the path to it are followed.
	 * @param path the directory
	 * @param mode its permissions, less the umask
	 * @return its descriptor; -1 if it was not created
	 * @throws ErrnoException if it was created but cannot be opened
	 */
	public static int makeDirectory(String path, int mode) throws ErrnoException {
		return (LibC.call("mkdir", LibC.string(path), mode) == 0)
				? Posix.open(path, OpenFlags.RDONLY | OpenFlags.NOFOLLOW | OpenFlags.DIRECTORY, 0) : -1;
	}

	private static boolean isNumber(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) < '0' || text.charAt(i) > '9') {
				return false;
			}
		}
		return !text.isEmpty();
	}

}
