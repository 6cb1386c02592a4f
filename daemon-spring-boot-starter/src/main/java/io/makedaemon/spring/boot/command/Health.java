package io.makedaemon.spring.boot.command;

import org.jspecify.annotations.Nullable;

/**
 * The health of a daemon.
 *
 * @param status the health, for instance {@code UP}; null if it is not known
 * @param missing why it is not known; null if it is
 */
record Health(@Nullable String status, @Nullable Missing missing) {

	static Health of(String status) {
		return new Health(status, null);
	}

	static Health unknown(Missing reason) {
		return new Health(null, reason);
	}

	/**
	 * Why the health is not known.
	 */
	enum Missing {

		/** This user may not read what the daemon publishes. */
		NOT_PERMITTED("not-permitted", "this user may not ask for it"),

		/**
		 * The application has no actuator or no web server, or it does not listen yet.
		 */
		NO_ENDPOINT("no-endpoint", "no health endpoint over HTTP"),

		/** It is not asked for elsewhere, since the address is not trusted. */
		NOT_LOOPBACK("not-loopback", "its address is not on the loopback interface"),

		/** The certificate is not one that this JVM trusts for the loopback address. */
		TLS("tls", "it needs TLS, and its certificate is not trusted here"),

		/** The endpoint is protected. */
		LOGIN("login", "it needs a login"),

		/** Nobody answers within two seconds. */
		NO_ANSWER("no-answer", "no answer within 2 seconds"),

		/** The answer is not that of a health endpoint. */
		UNUSABLE("unusable", "the answer is not that of a health endpoint");

		private final String code;

		private final String reason;

		Missing(String code, String reason) {
			this.code = code;
			this.reason = reason;
		}

		/**
		 * Return the reason for programs.
		 * @return a word
		 */
		String code() {
			return this.code;
		}

		/**
		 * Return the reason.
		 * @return a clause
		 */
		String reason() {
			return this.reason;
		}

	}

}
