package io.makedaemon;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.ErrnoException;

/**
 * Thrown when the operating system refused something on the way to the daemon.
 */
public class SystemCallException extends DaemonException {

	/** The name of the system call. */
	private final String call;

	/** What the call was applied to. */
	private final String object;

	/** The name of the error. */
	private final String errno;

	SystemCallException(ErrnoException failure) {
		super(sentence(failure, ByteStrings.decode(failure.object())));
		this.call = failure.call();
		this.object = ByteStrings.decode(failure.object());
		this.errno = failure.errnoName();
	}

	private static String sentence(ErrnoException failure, String object) {
		String action = switch (failure.call()) {
			case "open" -> "cannot open " + object;
			case "flock" -> "cannot lock " + object;
			case "chdir" -> "cannot enter the working directory " + object;
			case "posix_spawn", "execve" -> "cannot execute " + object;
			case "setsid" -> "cannot begin a session";
			case "pipe2" -> "cannot make a pipe";
			case "pthread_create" -> "cannot start a thread";
			case "umask" -> "cannot set the umask " + object;
			case "fchown" -> "cannot give " + object + " away";
			case "memfd_create" -> "cannot make the file " + object + " in memory";
			case "ftruncate" -> "cannot empty " + object;
			case "fcntl", "fchmod" -> "cannot protect " + object;
			case "write" -> "cannot write " + object;
			case "setrlimit" -> "cannot set the limit " + object;
			case "getpwnam" -> "cannot find the user " + object;
			case "getgrnam" -> "cannot find the group " + object;
			case "getpwuid" -> "cannot find the group of user " + object + ", and none is set";
			case "initgroups" -> "cannot take the groups of user " + object;
			case "setgroups", "setresgid", "setresuid", "setgid", "setuid" -> "cannot become " + object;
			case "kill" -> "cannot send a signal to " + object;
			case "capset", "prctl" -> "cannot keep the capability " + object;
			default -> "the system call failed" + (object.isEmpty() ? "" : " for " + object);
		};
		return action + ": " + reason(failure) + " (" + failure.call() + ": " + failure.errnoName() + ")";
	}

	private static String reason(ErrnoException failure) {
		return (failure.call().equals("open") && failure.errno() == ErrnoException.ENXIO)
				? "it is a FIFO that nobody reads from, or no file at all" : failure.errnoText();
	}

	/**
	 * Returns the name of the system call.
	 * @return the name, as in its man page
	 */
	public String call() {
		return this.call;
	}

	/**
	 * Returns what the call was applied to.
	 * @return a path in most cases; may be empty
	 */
	public String object() {
		return this.object;
	}

	/**
	 * Returns the name of the error, see errno(3).
	 * @return the name, for instance {@code EACCES}
	 */
	public String errno() {
		return this.errno;
	}

}
