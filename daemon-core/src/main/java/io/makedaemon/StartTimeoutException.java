package io.makedaemon;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * Thrown in the waiting parent when the daemon did not become ready in time. It has been
 * ended by then.
 */
public class StartTimeoutException extends DaemonException {

	/** The time that the daemon was given. */
	private final Duration timeout;

	StartTimeoutException(Duration timeout) {
		super("the daemon was not ready within " + seconds(timeout) + " seconds, and was stopped");
		this.timeout = timeout;
	}

	private static String seconds(Duration timeout) {
		return BigDecimal.valueOf(timeout.toMillis(), 3).stripTrailingZeros().toPlainString();
	}

	/**
	 * Returns the time that the daemon was given.
	 * @return the time
	 */
	public Duration timeout() {
		return this.timeout;
	}

}
