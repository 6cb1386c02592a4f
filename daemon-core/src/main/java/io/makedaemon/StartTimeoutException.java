package io.makedaemon;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/**
 * Thrown in the waiting parent when the daemon did not become ready in time. The daemon
 * has been stopped by then.
 */
public class StartTimeoutException extends DaemonException {

	/** The time that the daemon was given. */
	private final Duration timeout;

	/** The addresses where connections waited to be accepted. */
	private final List<String> crowded;

	/**
	 * Create the exception.
	 * @param timeout the time that the daemon was given
	 * @param crowded the addresses where connections waited to be accepted
	 * @param lastWords what else there is to tell
	 */
	StartTimeoutException(Duration timeout, List<String> crowded, String lastWords) {
		super("the daemon was not ready within " + seconds(timeout) + ", and was stopped"
				+ (crowded.isEmpty() ? "" : " while clients waited on " + String.join(" and ", crowded)) + lastWords);
		this.timeout = timeout;
		this.crowded = crowded;
	}

	private static String seconds(Duration timeout) {
		String number = BigDecimal.valueOf(timeout.toMillis(), 3).stripTrailingZeros().toPlainString();
		return number + (number.equals("1") ? " second" : " seconds");
	}

	/**
	 * Return whether clients waited for one of the daemon's sockets to accept them. The
	 * program itself may have been such a client and waited for itself.
	 * @return whether there were such clients
	 */
	public boolean hasWaitingConnections() {
		return !this.crowded.isEmpty();
	}

	/**
	 * Return the time that the daemon had to become ready.
	 * @return the timeout
	 */
	public Duration timeout() {
		return this.timeout;
	}

}
