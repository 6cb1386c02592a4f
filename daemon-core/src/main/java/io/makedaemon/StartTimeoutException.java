package io.makedaemon;

import java.time.Duration;

/**
 * Thrown in the waiting parent when the daemon did not become ready in time. It has been
 * ended by then.
 */
public class StartTimeoutException extends DaemonException {

	/** The time that the daemon was given. */
	private final Duration timeout;

	StartTimeoutException(Duration timeout) {
		super("the daemon was not ready within " + timeout.toSeconds() + " seconds, and was stopped");
		this.timeout = timeout;
	}

	/**
	 * Returns the time that the daemon was given.
	 * @return the time
	 */
	public Duration timeout() {
		return this.timeout;
	}

}
