package io.makedaemon;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a program cannot be daemonized. Its message is one sentence for the user's
 * eyes that says what was wrong.
 */
public class DaemonException extends RuntimeException {

	/**
	 * Creates an exception.
	 * @param message what was wrong
	 */
	public DaemonException(String message) {
		this(message, null);
	}

	/**
	 * Creates an exception.
	 * @param message what was wrong
	 * @param cause what it comes from
	 */
	public DaemonException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
