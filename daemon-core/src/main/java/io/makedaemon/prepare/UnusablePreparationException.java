package io.makedaemon.prepare;

import java.io.IOException;

/**
 * Thrown if there is a preparation that cannot be used for this start.
 */
public final class UnusablePreparationException extends IOException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param reason the reason, as a clause
	 */
	public UnusablePreparationException(String reason) {
		super(reason);
	}

}
