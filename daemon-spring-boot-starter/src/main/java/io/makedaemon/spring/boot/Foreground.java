package io.makedaemon.spring.boot;

import org.jspecify.annotations.Nullable;

/**
 * Why an application stays in the foreground.
 *
 * @param reason the reason, as a clause
 * @param notice a sentence to log for a user who may have expected a daemon; null if
 * nobody does
 */
record Foreground(String reason, @Nullable String notice) {

	/**
	 * Return a reason that surprises nobody and is not logged.
	 */
	static Foreground expected(String reason) {
		return new Foreground(reason, null);
	}

	/**
	 * Return a reason that is logged.
	 * @param reason the reason
	 * @param wayOut what to do, to be appended to the reason
	 */
	static Foreground noticed(String reason, String wayOut) {
		return new Foreground(reason, "The application runs in the foreground: " + reason + wayOut);
	}

	/**
	 * Return the decision that the endpoint shows.
	 */
	String decision() {
		return "foreground: " + this.reason;
	}

}
