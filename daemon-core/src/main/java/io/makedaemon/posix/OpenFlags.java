package io.makedaemon.posix;

/**
 * The flags of {@code open(2)} on Linux.
 */
public final class OpenFlags {

	/** For reading only. */
	public static final int RDONLY = 0;

	/** For writing only. */
	public static final int WRONLY = 1;

	/** For reading and writing. */
	public static final int RDWR = 2;

	/** Create the file if it does not exist. */
	public static final int CREAT = 0100;

	/** Fail if the file exists. */
	public static final int EXCL = 0200;

	/** Do not make a terminal the process's controlling terminal. */
	public static final int NOCTTY = 0400;

	/** Empty the file. */
	public static final int TRUNC = 01000;

	/** Write at the end. */
	public static final int APPEND = 02000;

	/** Neither opening nor writing blocks. */
	public static final int NONBLOCK = 04000;

	/** Reading keeps the access time. Only the file's owner and root may set it. */
	public static final int NOATIME = 01000000;

	/** Only refers to the name: nothing can be read or written. */
	public static final int PATH = 010000000;

	/** Fail if the last part of the path is a symbolic link. */
	public static final int NOFOLLOW = isArmOrPower() ? 0100000 : 0400000;

	/** Fail if the path is not a directory. */
	public static final int DIRECTORY = isArmOrPower() ? 040000 : 0200000;

	static final int CLOEXEC = 02000000;

	private OpenFlags() {
	}

	/**
	 * Return whether the flags prove that the owner of a file or root has opened it,
	 * provided that nobody else may write to it.
	 * @param flags the flags of the open file
	 * @return whether it was opened for writing, or with {@link #NOATIME}
	 */
	public static boolean isForOwner(long flags) {
		return (flags & (WRONLY | RDWR)) != 0 || (flags & NOATIME) != 0;
	}

	private static boolean isArmOrPower() {
		String machine = System.getProperty("os.arch", "");
		return (machine.startsWith("a") && !machine.equals("amd64")) || machine.startsWith("ppc");
	}

}
