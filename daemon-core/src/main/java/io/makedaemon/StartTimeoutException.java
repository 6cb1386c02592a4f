package io.makedaemon;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * Thrown in the waiting parent when the daemon did not become ready in time. The daemon
 * has been stopped by then.
 */
public class StartTimeoutException extends DaemonException {

	/** The time that the daemon was given. */
	private final Duration timeout;

	StartTimeoutException(Duration timeout, String lastWords) {
		super("the daemon was not ready within " + seconds(timeout) + ", and was stopped" + lastWords);
		this.timeout = timeout;
	}

	private static String seconds(Duration timeout) {
		String number = BigDecimal.valueOf(timeout.toMillis(), 3).stripTrailingZeros().toPlainString();
		return number + (number.equals("1") ? " second" : " seconds");
	}

	/**
	 * Return the time that the daemon had to become ready.
	 * @return the timeout
	 */
	public Duration timeout() {
		return this.timeout;
	}

}
