package io.makedaemon.posix;

/**
 * Watches files for modifications, see inotify(7).
 */
public final class Inotify {

	private static final int IN_MODIFY = 2;

	private Inotify() {
	}

	/**
	 * Create a descriptor to read changes of files from. It is closed on exec.
	 * @return the descriptor
	 * @throws ErrnoException if the user has too many of them
	 */
	public static int create() throws ErrnoException {
		return Posix.check(LibC.call("inotify_init1", OpenFlags.CLOEXEC), "inotify_init1", "watch files", "");
	}

	/**
	 * Watch a file for modifications. The watches of a descriptor are numbered from 1.
	 * @param inotify the descriptor
	 * @param path the file
	 * @throws ErrnoException if the user has too many watches
	 */
	public static void watch(int inotify, String path) throws ErrnoException {
		Posix.check(LibC.call("inotify_add_watch", inotify, path, IN_MODIFY), "inotify_add_watch", "watch {}", path);
	}

}
