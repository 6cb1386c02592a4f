package io.makedaemon.spring.boot;

import org.jspecify.annotations.Nullable;

/**
 * Why an application stays in the foreground.
 *
 * @param reason the reason, as a clause
 * @param notice a sentence for the log of a user who may have expected a daemon; null
 * where nobody does
 */
record Foreground(String reason, @Nullable String notice) {

	/**
	 * Return what nobody wonders about.
	 */
	static Foreground expected(String reason) {
		return new Foreground(reason, null);
	}

	/**
	 * Return what the log tells.
	 * @param reason the reason
	 * @param wayOut what to do, to stand behind the reason
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
