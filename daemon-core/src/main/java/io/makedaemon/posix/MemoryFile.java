package io.makedaemon.posix;

/**
 * A file without a name that is kept in memory, see memfd_create(2).
 */
public final class MemoryFile {

	private static final int MFD_CLOEXEC = 1;

	private static final int MFD_ALLOW_SEALING = 2;

	private static final int MFD_NOEXEC_SEAL = 8;

	private static final int F_ADD_SEALS = 1033;

	private static final int F_SEAL_SHRINK = 2;

	private static final int F_SEAL_GROW = 4;

	private static final int FALLOC_FL_KEEP_SIZE = 1;

	private static final int FALLOC_FL_PUNCH_HOLE = 2;

	private static final String NAME = "a file in memory";

	private MemoryFile() {
	}

	/**
	 * Load this class, but not the native library.
	 */
	public static void load() {
		// Calling this method loads the class
	}

	/**
	 * Create a file. It cannot be executed, and the descriptor is closed on exec.
	 * @param label its name in {@code /proc}
	 * @return the descriptor
	 * @throws ErrnoException if there are no descriptors left
	 */
	public static int create(String label) throws ErrnoException {
		int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
		int descriptor = LibC.call("memfd_create", label, flags | MFD_NOEXEC_SEAL);
		if (descriptor == -1 && LibC.errno() == ErrnoException.EINVAL) {
			// Before Linux 6.3
			descriptor = LibC.call("memfd_create", label, flags);
		}
		return Posix.check(descriptor, "memfd_create", "make the file {} in memory", label);
	}

	/**
	 * Prevent a file from shrinking: a process that reopens it cannot empty it.
	 * @param descriptor the file
	 * @throws ErrnoException if it is not such a file
	 */
	public static void sealAgainstShrinking(int descriptor) throws ErrnoException {
		Posix.check(LibC.call("fcntl", descriptor, F_ADD_SEALS, F_SEAL_SHRINK), "fcntl", "seal {}", NAME);
	}

	/**
	 * Prevent a file from growing: from now on, writing at its end fails with
	 * {@code EPERM}.
	 * @param descriptor the file, open for writing
	 * @throws ErrnoException if it is not such a file
	 */
	public static void sealAgainstGrowing(int descriptor) throws ErrnoException {
		Posix.check(LibC.call("fcntl", descriptor, F_ADD_SEALS, F_SEAL_GROW), "fcntl", "seal {}", NAME);
	}

	/**
	 * Return a part of a file to the system. From then on it reads as zeroes, and the
	 * file keeps its size.
	 * @param descriptor the file, open for writing
	 * @param start the offset of the part, in bytes
	 * @param length the length of the part, in bytes
	 * @throws ErrnoException if the file system cannot do it
	 */
	public static void punchHole(int descriptor, long start, long length) throws ErrnoException {
		Posix.check(LibC.call("fallocate", descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, start, length),
				"fallocate", "give back a part of {}", NAME);
	}

}
