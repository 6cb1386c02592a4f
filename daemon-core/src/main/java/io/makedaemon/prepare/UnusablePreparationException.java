package io.makedaemon.prepare;

import java.io.IOException;

/**
 * Something was prepared, but not for this start.
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
