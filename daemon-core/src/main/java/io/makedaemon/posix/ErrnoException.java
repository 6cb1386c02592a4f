package io.makedaemon.posix;

/**
 * A system call that failed: its name, what was attempted on what object, and
 * {@code errno}.
 */
public final class ErrnoException extends Exception {

	/** {@code errno} of an operation that is not permitted. */
	public static final int EPERM = 1;

	/** {@code errno} of something that does not exist. */
	public static final int ENOENT = 2;

	/** {@code errno} of a process that does not exist. */
	public static final int ESRCH = 3;

	/** {@code errno} of a call that a signal has interrupted. */
	public static final int EINTR = 4;

	/** {@code errno} of a FIFO that nobody reads. */
	public static final int ENXIO = 6;

	/** {@code errno} of a command line or environment that is too long. */
	public static final int E2BIG = 7;

	/** {@code errno} of a file that this user may not open. */
	public static final int EACCES = 13;

	/** {@code errno} of a file that exists already. */
	public static final int EEXIST = 17;

	/** {@code errno} of a flag or a number that the kernel does not know. */
	public static final int EINVAL = 22;

	/** {@code errno} of {@code flock} when another process holds the lock. */
	public static final int EWOULDBLOCK = 11;

	/** {@code errno} of an address that another socket uses. */
	public static final int EADDRINUSE = 98;

	/** {@code errno} of a connection whose other side has ended. */
	public static final int ECONNRESET = 104;

	/** {@code errno} of an address that nobody listens on. */
	public static final int ECONNREFUSED = 111;

	/** The placeholder for the object in the text of an attempt. */
	private static final String PLACE = "{}";

	/** The call's name. */
	private final String call;

	/** What was attempted, with {@link #PLACE} for the object. */
	private final String attempt;

	/** What the call was applied to. */
	private final String object;

	/** The error number. */
	private final int errno;

	/**
	 * Create an exception for a failed call.
	 * @param call the call's name, as in its man page
	 * @param attempt what was attempted, in words that follow "cannot", with
	 * <code>{}</code> as a placeholder for the object, as in <code>open {}</code>
	 * @param object what the call was applied to, as a byte string
	 * @param errno the error number
	 */
	public ErrnoException(String call, String attempt, String object, int errno) {
		super("cannot " + attempt.replace(PLACE, object) + ": errno " + errno);
		this.call = call;
		this.attempt = attempt;
		this.object = object;
		this.errno = errno;
	}

	/**
	 * Return the call's name.
	 * @return the name, as in the man page
	 */
	public String call() {
		return this.call;
	}

	/**
	 * Return what was attempted, as given to the constructor.
	 * @return the words, with <code>{}</code> as a placeholder for the object
	 */
	public String attempt() {
		return this.attempt;
	}

	/**
	 * Return what was attempted on the object.
	 * @return the words, as a byte string, to follow "cannot"
	 */
	public String attemptOnObject() {
		return this.attempt.replace(PLACE, this.object);
	}

	/**
	 * Return what the call was applied to.
	 * @return the object, as a byte string
	 */
	public String object() {
		return this.object;
	}

	/**
	 * Return the error number's name.
	 * @return the name, for instance {@code EACCES}
	 */
	public String errnoName() {
		return Errno.name(this.errno);
	}

	/**
	 * Return the error number's text.
	 * @return the text of strerror(3), for instance {@code Permission denied}
	 */
	public String errnoText() {
		return Errno.text(this.errno);
	}

	/**
	 * Return what was attempted, and why it has failed, in a process that has no names of
	 * error numbers.
	 * @return a clause
	 */
	public String description() {
		return "cannot " + ByteStrings.decode(attemptOnObject()) + ": " + Errno.textOfLibrary(this.errno);
	}

	/**
	 * Return the error number.
	 * @return the value of {@code errno}
	 */
	public int errno() {
		return this.errno;
	}

}
