package io.makedaemon.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The system calls that MakeDaemon makes, named like their man pages. Paths are byte
 * strings. A call that fails throws an {@link ErrnoException}, which says what was
 * attempted on what object.
 *
 * <p>
 * The numbers are those of Linux; {@link OpenFlags} has those that differ between
 * machines.
 */
public final class Posix {

	private static final int LOCK_EX_NB = 2 | 4;

	/** On Linux, a thread's id denotes only that thread. */
	private static final int PRIO_PROCESS = 0;

	/** What waitid(2) waits for: the end of one process. */
	private static final int P_PID = 1;

	private static final int WEXITED = 4;

	private static final int WNOWAIT = 0x01000000;

	/** The size of {@code siginfo_t}, in bytes. */
	private static final long SIGINFO_SIZE = 128;

	/** The numbers of system calls that old C libraries have no function for. */
	private static final int PIDFD_SEND_SIGNAL = 424;

	private static final int PIDFD_OPEN = 434;

	/** Sockets between processes of this machine, see unix(7). */
	public static final short AF_UNIX = 1;

	/** Sockets for datagrams. */
	public static final int SOCK_DGRAM = 2;

	private Posix() {
	}

	/**
	 * Make the calling process the leader of a new session, without a terminal.
	 * @throws ErrnoException if it already leads a process group
	 */
	public static void setsid() throws ErrnoException {
		check(LibC.call("setsid"), "setsid", "begin a session", "");
	}

	/**
	 * Set the file mode creation mask.
	 * @param mask the mask
	 * @throws ErrnoException if a filter of system calls refuses it: umask(2) itself
	 * always succeeds
	 */
	public static void umask(int mask) throws ErrnoException {
		// The C library passes on what the kernel returns, and does not set errno
		int result = LibC.call("umask", mask);
		if (result < 0) {
			throw new ErrnoException("umask", "set the umask {}", "0" + Integer.toOctalString(mask), -result);
		}
	}

	/**
	 * Change the working directory.
	 * @param directory the directory
	 * @throws ErrnoException if it cannot be entered
	 */
	public static void chdir(String directory) throws ErrnoException {
		check(LibC.call("chdir", directory), "chdir", "enter the working directory {}", directory);
	}

	/**
	 * Open a file. The descriptor is closed on exec.
	 * @param path the file
	 * @param flags the flags, see {@link OpenFlags}
	 * @param mode the permissions of a file that is created
	 * @return the descriptor
	 * @throws ErrnoException if it cannot be opened
	 */
	public static int open(String path, int flags, int mode) throws ErrnoException {
		return check(LibC.call("open", path, flags | OpenFlags.CLOEXEC, mode), "open", "open {}", path);
	}

	/**
	 * Open a file without waiting, for instance for the other end of a FIFO, see fifo(7).
	 * Reading and writing block as usual.
	 * @param path the file
	 * @param flags the flags, see {@link OpenFlags}
	 * @param mode the permissions of a file that is created
	 * @return the descriptor
	 * @throws ErrnoException if it cannot be opened; {@link ErrnoException#ENXIO} if it
	 * is a FIFO that is opened for writing only and nobody reads it
	 */
	public static int openAtOnce(String path, int flags, int mode) throws ErrnoException {
		int descriptor = LibC.call("open", path, flags | OpenFlags.NONBLOCK | OpenFlags.CLOEXEC, mode);
		if (descriptor == -1 && LibC.errno() == ErrnoException.ENXIO) {
			throw new ErrnoException("open", "open {}, a FIFO that nobody reads from, or no file at all", path,
					ErrnoException.ENXIO);
		}
		check(descriptor, "open", "open {}", path);
		Descriptors.setFlags(descriptor, flags, path);
		return descriptor;
	}

	/**
	 * Create a pipe. Both descriptors are closed on exec.
	 * @return the descriptor to read from and the one to write to
	 * @throws ErrnoException if there are no descriptors left
	 */
	public static Pipe pipe() throws ErrnoException {
		long ends = LibC.allocate(2L * Integer.BYTES);
		try {
			check(LibC.call("pipe2", ends, OpenFlags.CLOEXEC), "pipe2", "make a pipe", "");
			return new Pipe(LibC.readInt(ends), LibC.readInt(ends + Integer.BYTES));
		}
		finally {
			LibC.free(ends);
		}
	}

	/**
	 * Change the owner and group of the file behind a descriptor.
	 * @param descriptor the descriptor
	 * @param uid the user's id
	 * @param gid the group's id
	 * @param name the file's name, for the failure
	 * @throws ErrnoException if it is not permitted
	 */
	public static void fchown(int descriptor, int uid, int gid, String name) throws ErrnoException {
		check(LibC.call("fchown", descriptor, uid, gid), "fchown", "change the owner of {}", name);
	}

	/**
	 * Change the permissions of the file behind a descriptor.
	 * @param descriptor the descriptor
	 * @param mode the permissions
	 * @param name the file's name, for the failure
	 * @throws ErrnoException if it is not permitted
	 */
	public static void fchmod(int descriptor, int mode, String name) throws ErrnoException {
		check(LibC.call("fchmod", descriptor, mode), "fchmod", "set the permissions of {}", name);
	}

	/**
	 * Set the length of a file.
	 * @param descriptor the file, open for writing
	 * @param length the length, in bytes
	 * @param name the file's name, for the failure
	 * @throws ErrnoException if it cannot be set
	 */
	public static void ftruncate(int descriptor, int length, String name) throws ErrnoException {
		check(LibC.call("ftruncate", descriptor, length), "ftruncate", (length == 0) ? "empty {}" : "shorten {}", name);
	}

	/**
	 * Write a byte string to the beginning of an open file, in a single step if it is
	 * short: nobody reads a part of it.
	 * @param descriptor the open file
	 * @param content what to write, as a byte string
	 * @param name the file's name, for the failure
	 * @throws ErrnoException if it cannot be written
	 */
	public static void pwrite(int descriptor, String content, String name) throws ErrnoException {
		check(LibC.call("pwrite", descriptor, content, content.length(), 0), "pwrite", "write {}", name);
	}

	/**
	 * Write all of a byte string to an open file.
	 * @param descriptor the open file
	 * @param content what to write, as a byte string
	 * @param name the file's name, for the failure
	 * @throws ErrnoException if it cannot be written
	 */
	public static void write(int descriptor, String content, String name) throws ErrnoException {
		long bytes = LibC.string(content);
		try {
			int written = 0;
			while (written < content.length()) {
				written += check(LibC.call("write", descriptor, bytes + written, content.length() - written), "write",
						"write {}", name);
			}
		}
		finally {
			LibC.free(bytes);
		}
	}

	/**
	 * Open a file in an open directory. The descriptor is closed on exec.
	 * @param directory the directory's descriptor
	 * @param name the file's name there
	 * @param flags the flags, see {@link OpenFlags}
	 * @param mode the permissions of a file that is created
	 * @param path the whole path, for the failure
	 * @return the descriptor
	 * @throws ErrnoException if it cannot be opened
	 */
	public static int openat(int directory, String name, int flags, int mode, String path) throws ErrnoException {
		return check(LibC.call("openat", directory, name, flags | OpenFlags.CLOEXEC, mode), "open", "open {}", path);
	}

	/**
	 * Rename a file within an open directory, and replace a file that has the new name.
	 * @param directory the directory's descriptor
	 * @param name the file's name
	 * @param target the new name
	 * @param path the whole path of the new name, for the failure
	 * @throws ErrnoException if it cannot be done
	 */
	public static void renameat(int directory, String name, String target, String path) throws ErrnoException {
		check(LibC.call("renameat", directory, LibC.string(name), directory, LibC.string(target)), "rename",
				"replace {}", path);
	}

	/**
	 * Remove a file's name from an open directory.
	 * @param directory the directory's descriptor
	 * @param name the name
	 * @param path the whole path, for the failure
	 * @throws ErrnoException if it cannot be done
	 */
	public static void unlinkat(int directory, String name, String path) throws ErrnoException {
		check(LibC.call("unlinkat", directory, name, 0), "unlink", "remove {}", path);
	}

	/**
	 * Remove the name of a file.
	 * @param path the file
	 * @throws ErrnoException if it cannot be done
	 */
	public static void unlink(String path) throws ErrnoException {
		check(LibC.call("unlink", path), "unlink", "remove {}", path);
	}

	/**
	 * Return the user that this process runs as.
	 * @return the effective user id
	 */
	public static int geteuid() {
		return LibC.call("geteuid");
	}

	/**
	 * Return the id of this process. The JDK's own way loads many classes.
	 * @return the process id
	 */
	public static long getpid() {
		return LibC.call("getpid");
	}

	/**
	 * Lock an open file exclusively, without waiting.
	 * @param descriptor the open file
	 * @param path its path, for the failure
	 * @throws ErrnoException if it is locked by another
	 * ({@link ErrnoException#EWOULDBLOCK}) or cannot be locked at all
	 */
	public static void flock(int descriptor, String path) throws ErrnoException {
		check(LibC.call("flock", descriptor, LOCK_EX_NB), "flock", "lock {}", path);
	}

	/**
	 * Make one descriptor refer to the open file of another.
	 * @param descriptor the open file
	 * @param target the descriptor that is to refer to it
	 * @throws ErrnoException if {@code descriptor} is not open
	 */
	public static void dup2(int descriptor, int target) throws ErrnoException {
		check(LibC.call("dup2", descriptor, target), "dup2", "duplicate {}", "descriptor " + descriptor);
	}

	/**
	 * Create a socket. It is closed on exec.
	 * @param domain the domain, for instance {@link #AF_UNIX}
	 * @param type the type, for instance {@link #SOCK_DGRAM}
	 * @return the descriptor
	 * @throws ErrnoException if there are no descriptors left
	 */
	public static int socket(int domain, int type) throws ErrnoException {
		return check(LibC.call("socket", domain, type | OpenFlags.CLOEXEC, 0), "socket", "make a socket", "");
	}

	/**
	 * Connect a datagram socket: whatever is written to it goes to the address.
	 * @param descriptor the socket
	 * @param address a path, or {@code @} followed by the name of an abstract address
	 * @throws ErrnoException if nobody receives there, or if the address is too long
	 */
	public static void connect(int descriptor, String address) throws ErrnoException {
		String family = ByteStrings
			.of(ByteBuffer.allocate(Short.BYTES).order(ByteOrder.nativeOrder()).putShort(AF_UNIX).array());
		// A path ends with a zero byte; an abstract name begins with one, and its length
		// is part of it
		String structure = family + (address.startsWith("@") ? "\0" + address.substring(1) : address + "\0");
		long memory = LibC.string(structure);
		try {
			check(LibC.call("connect", descriptor, memory, structure.length()), "connect", "connect to {}", address);
		}
		finally {
			LibC.free(memory);
		}
	}

	/**
	 * Close a descriptor.
	 * @param descriptor the descriptor
	 */
	public static void close(int descriptor) {
		LibC.call("close", descriptor);
	}

	/**
	 * Wait until a child process has ended, without reaping it. No other process gets its
	 * id before {@link #waitpid(long)}.
	 * @param pid the process id
	 */
	public static void waitid(long pid) {
		long info = LibC.allocate(SIGINFO_SIZE);
		LibC.call("waitid", P_PID, pid, info, WEXITED | WNOWAIT);
		LibC.free(info);
	}

	/**
	 * Wait until a child process has ended, and reap it.
	 * @param pid the process id
	 * @return how it has ended, see waitpid(2)
	 */
	public static int waitpid(long pid) {
		long status = LibC.allocate(Integer.BYTES);
		LibC.call("waitpid", pid, status, 0);
		int result = LibC.readInt(status);
		LibC.free(status);
		return result;
	}

	/**
	 * Send a signal.
	 * @param pid the process id
	 * @param signal the signal's number
	 * @throws ErrnoException if there is no such process, or if it is not permitted
	 */
	public static void kill(long pid, int signal) throws ErrnoException {
		check(LibC.call("kill", pid, signal), "kill", "send a signal to {}", "process " + pid);
	}

	/**
	 * Open a process. The descriptor refers to this process even if another process gets
	 * its id.
	 * @param pid the process id
	 * @return the descriptor, which is closed on exec; -1 if there is no such process, or
	 * if the kernel has no such descriptors (Linux before 5.3)
	 */
	public static int pidfdOpen(long pid) {
		return LibC.call("syscall", PIDFD_OPEN, pid, 0);
	}

	/**
	 * Send a signal to an open process.
	 * @param descriptor the descriptor of {@link #pidfdOpen(long)}
	 * @param signal the signal's number
	 * @throws ErrnoException if the process has ended, or if it is not permitted
	 */
	public static void pidfdSendSignal(int descriptor, int signal) throws ErrnoException {
		check(LibC.call("syscall", PIDFD_SEND_SIGNAL, descriptor, signal, 0, 0), "pidfd_send_signal",
				"send a signal to {}", "the process");
	}

	/**
	 * Set the nice value of a thread: the higher it is, the less CPU time the thread
	 * gets.
	 * @param thread the thread's id; 0 for the calling thread
	 * @param nice from -20 to 19
	 * @throws ErrnoException if there is no such thread, or if it is not permitted: a
	 * lower nice value needs a privilege
	 */
	public static void setpriority(long thread, int nice) throws ErrnoException {
		check(LibC.call("setpriority", PRIO_PROCESS, thread, nice), "setpriority", "set the priority of {}",
				"thread " + thread);
	}

	/**
	 * Make this process run another program. It keeps its id, its terminal and its
	 * children.
	 * @param arguments the program's file and its arguments, as byte strings
	 * @param environment the whole environment
	 * @return the reason for the failure
	 */
	public static ErrnoException execve(List<String> arguments, List<String> environment) {
		String executable = arguments.get(0);
		LibC.call("execve", LibC.string(executable), LibC.strings(arguments), LibC.strings(environment));
		return new ErrnoException("execve", "execute {}", executable, LibC.errno());
	}

	/**
	 * Start a program as a child process with exactly the descriptors given, an empty
	 * signal mask and every signal at its default.
	 * @param executable the program's file
	 * @param arguments the arguments, beginning with {@code argv[0]}
	 * @param environment the whole environment
	 * @param descriptors the descriptors that become the program's 0, 1, 2, …
	 * @param open the open descriptors of this process; only {@code descriptors} stay
	 * open in the program
	 * @return the process id
	 * @throws ErrnoException if the program cannot be executed
	 */
	public static long posixSpawn(String executable, List<String> arguments, List<String> environment,
			int[] descriptors, int[] open) throws ErrnoException {
		long pid = LibC.allocate(Integer.BYTES);
		long path = LibC.string(executable);
		long argv = LibC.strings(arguments);
		long envp = LibC.strings(environment);
		try (SpawnActions actions = new SpawnActions(descriptors, open)) {
			int error = LibC.call("posix_spawn", pid, path, actions.address(), SpawnActions.DEFAULT_SIGNALS, argv,
					envp);
			if (error != 0) {
				throw new ErrnoException("posix_spawn", "execute {}", executable, error);
			}
			return LibC.readInt(pid);
		}
		finally {
			LibC.free(pid);
			LibC.free(path);
			LibC.free(argv);
			LibC.free(envp);
		}
	}

	static int check(int result, String call, String attempt, String object) throws ErrnoException {
		if (result == -1) {
			throw new ErrnoException(call, attempt, object, LibC.errno());
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
