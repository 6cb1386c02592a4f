package io.makedaemon.spring.boot.diagnostics;

import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Thrown when the start is refused for a reason outside the core. It says what to do;
 * Boot has such an exception only since 4.1.
 */
public class StartRefusedException extends RuntimeException {

	/** What to do. */
	private final String action;

	/**
	 * Create an exception.
	 * @param description what was found
	 * @param action what to do
	 */
	public StartRefusedException(String description, String action) {
		super(description);
		this.action = action;
	}

	FailureAnalysis analysis() {
		return new FailureAnalysis(getMessage(), this.action, this);
	}

}
