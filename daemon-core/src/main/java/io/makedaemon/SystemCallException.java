package io.makedaemon;

import java.util.Map;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.wire.LaunchPlan.Option;

/**
 * Thrown when the operating system refused an operation that is needed to make the
 * daemon.
 */
public class SystemCallException extends DaemonException {

	/** The name of the system call. */
	private final String call;

	/** What the call was applied to. */
	private final String object;

	/** The name of the error. */
	private final String errno;

	SystemCallException(ErrnoException failure) {
		this(failure, Option.NONE, Map.of());
	}

	/**
	 * Create an exception for an option that the operating system refused.
	 * @param failure the call that failed
	 * @param option the option; empty if there is none
	 * @param origins where the values of options come from
	 */
	SystemCallException(ErrnoException failure, String option, Map<String, String> origins) {
		super(sentence(failure), option, origins, null);
		this.call = failure.call();
		this.object = ByteStrings.decode(failure.object());
		this.errno = failure.errnoName();
	}

	private static String sentence(ErrnoException failure) {
		String attempt = "cannot " + ByteStrings.decode(failure.attemptOnObject());
		return failure.call().isEmpty() ? attempt
				: attempt + ": " + failure.errnoText() + " (" + failure.call() + ": " + failure.errnoName() + ")";
	}

	/**
	 * Return the name of the system call.
	 * @return the name, as in its man page; empty if this library refused the operation
	 */
	public String call() {
		return this.call;
	}

	/**
	 * Return what the call was applied to.
	 * @return the object, a path in most cases; may be empty
	 */
	public String object() {
		return this.object;
	}

	/**
	 * Return the name of the error; see errno(3).
	 * @return the name, for instance {@code EACCES}
	 */
	public String errno() {
		return this.errno;
	}

}
