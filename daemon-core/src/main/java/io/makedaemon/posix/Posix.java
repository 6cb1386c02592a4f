package io.makedaemon.posix;

import java.io.File;
import java.util.List;

/**
 * The system calls that MakeDaemon makes, each by the name of its man page. Paths are
 * byte strings. A call that fails throws a {@link SystemCallFailure} with its name, its
 * object and {@code errno}.
 *
 * <p>
 * The numbers are Linux's; {@link OpenFlags} has those that differ between machines.
 */
public final class Posix {

	/** {@code errno} of {@code flock} when another process holds the lock. */
	public static final int EWOULDBLOCK = 11;

	private static final int LOCK_EX_NB = 2 | 4;

	private static final int F_SETPIPE_SZ = 1031;

	private Posix() {
	}

	/**
	 * Makes the calling process the leader of a new session, without a terminal.
	 * @throws SystemCallFailure if it leads a process group already
	 */
	public static void setsid() throws SystemCallFailure {
		check(LibC.call("setsid"), "setsid", "");
	}

	/**
	 * Sets the file mode creation mask.
	 * @param mask the mask
	 */
	public static void umask(int mask) {
		LibC.call("umask", mask);
	}

	/**
	 * Changes the working directory.
	 * @param directory the directory
	 * @throws SystemCallFailure if it cannot be entered
	 */
	public static void chdir(String directory) throws SystemCallFailure {
		check(LibC.call("chdir", LibC.string(directory)), "chdir", directory);
	}

	/**
	 * Opens a file; the descriptor is closed on exec.
	 * @param path the file
	 * @param flags the flags, see {@link OpenFlags}
	 * @param mode the permissions of a file that is created
	 * @return the descriptor
	 * @throws SystemCallFailure if it cannot be opened
	 */
	public static int open(String path, int flags, int mode) throws SystemCallFailure {
		return check(LibC.call("open", LibC.string(path), flags | OpenFlags.CLOEXEC, mode), "open", path);
	}

	/**
	 * Makes a pipe; both descriptors are closed on exec.
	 * @return the descriptor to read from and the one to write to
	 * @throws SystemCallFailure if there are no descriptors left
	 */
	public static Pipe pipe() throws SystemCallFailure {
		long ends = LibC.allocate(2L * Integer.BYTES);
		check(LibC.call("pipe2", ends, OpenFlags.CLOEXEC), "pipe2", "");
		return new Pipe(LibC.readInt(ends), LibC.readInt(ends + Integer.BYTES));
	}

	/**
	 * Makes a pipe larger, as far as the kernel lets this user: not being let is no
	 * failure, the pipe then keeps its size.
	 * @param descriptor either end of the pipe
	 * @param size the number of bytes wanted
	 */
	public static void enlargePipe(int descriptor, int size) {
		LibC.call("fcntl", descriptor, F_SETPIPE_SZ, size);
	}

	/**
	 * Locks an open file exclusively, without waiting.
	 * @param descriptor the open file
	 * @param path its path, for the failure
	 * @throws SystemCallFailure if it is locked by another ({@link #EWOULDBLOCK}) or
	 * cannot be locked at all
	 */
	public static void flock(int descriptor, String path) throws SystemCallFailure {
		check(LibC.call("flock", descriptor, LOCK_EX_NB), "flock", path);
	}

	/**
	 * Makes one descriptor stand for the open file of another.
	 * @param descriptor the open file
	 * @param target the descriptor that is to stand for it
	 * @throws SystemCallFailure if {@code descriptor} is not open
	 */
	public static void dup2(int descriptor, int target) throws SystemCallFailure {
		check(LibC.call("dup2", descriptor, target), "dup2", name(descriptor));
	}

	/**
	 * Closes a descriptor.
	 * @param descriptor the descriptor
	 */
	public static void close(int descriptor) {
		LibC.call("close", descriptor);
	}

	/**
	 * Waits until a child process has ended, and forgets it.
	 * @param pid the process id
	 */
	public static void waitpid(long pid) {
		LibC.call("waitpid", pid, 0, 0);
	}

	/**
	 * Starts a program as a child process with exactly the descriptors given, an empty
	 * signal mask and every signal at its default.
	 * @param executable the program's file
	 * @param arguments the arguments, beginning with {@code argv[0]}
	 * @param environment the whole environment
	 * @param descriptors the descriptors that become the program's 0, 1, 2, …; no other
	 * is left open in it
	 * @return the process id
	 * @throws SystemCallFailure if the program cannot be executed
	 */
	public static long spawn(String executable, List<String> arguments, List<String> environment, int[] descriptors)
			throws SystemCallFailure {
		long pid = LibC.allocate(Integer.BYTES);
		int error = LibC.call("posix_spawn", pid, LibC.string(executable), SpawnActions.descriptors(descriptors),
				SpawnActions.defaultSignals(), LibC.strings(arguments), LibC.strings(environment));
		if (error != 0) {
			throw new SystemCallFailure("posix_spawn", executable, error);
		}
		return LibC.readInt(pid);
	}

	/**
	 * Lists the open descriptors of this process.
	 * @return the descriptors, in no order; the one used for listing is among them
	 * @throws SystemCallFailure if they cannot be listed
	 */
	static int[] openDescriptors() throws SystemCallFailure {
		String[] names = new File("/proc/self/fd").list();
		if (names == null) {
			throw new SystemCallFailure("opendir", "/proc/self/fd", 2);
		}
		int[] descriptors = new int[names.length];
		for (int i = 0; i < names.length; i++) {
			descriptors[i] = Integer.parseInt(names[i]);
		}
		return descriptors;
	}

	private static String name(int descriptor) {
		return "descriptor " + descriptor;
	}

	private static int check(int result, String call, String object) throws SystemCallFailure {
		if (result == -1) {
			throw new SystemCallFailure(call, object, LibC.errno());
		}
		return result;
	}

	/**
	 * A pipe.
	 *
	 * @param reader the descriptor to read from
	 * @param writer the descriptor to write to
	 */
	public record Pipe(int reader, int writer) {
	}

}
