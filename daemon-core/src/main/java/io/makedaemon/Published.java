package io.makedaemon;

/**
 * The names of the values that a daemon and its supervisor publish, see
 * {@link DaemonContext#publish}.
 */
final class Published {

	/** When the daemon became ready. */
	static final String READY = "ready";

	/** The signals that it handles. */
	static final String SIGNALS = "signals";

	/** The sockets that it has inherited. */
	static final String SOCKETS = "sockets";

	/** Which generation it is. */
	static final String GENERATION = "generation";

	/** Whether a next generation is being started. */
	static final String UPGRADING = "upgrading";

	/** The connections that are left while it drains, and that were cut. */
	static final String DRAINING = "draining";

	/** The former generation, which has not ended yet. */
	static final String PREDECESSOR = "predecessor";

	/** How often its supervisor has started it again. */
	static final String RESTARTS = "restarts";

	/** Why it was started again the last time, or is to be. */
	static final String LAST_END = "last-end";

	/** When the process before this one ended, in milliseconds since the epoch. */
	static final String LAST_END_AT = "last-end-at";

	/** When a supervisor starts it again, in milliseconds since the epoch. */
	static final String NEXT_START = "next-start";

	/** Why it has failed, according to itself. */
	static final String FAILED = "failed";

	/** That there is no use in starting it again. */
	static final String HOPELESS = "hopeless";

	/** Its log file. */
	static final String LOG = "log";

	private Published() {
	}

	/**
	 * Return a text in a single line, which can be published. A paragraph ends a
	 * sentence.
	 */
	static String line(String text) {
		return text.strip()
			.replaceAll("(?<=[.:!?])\\s*\\n\\s*", " ")
			.replaceAll("\\s*\\n\\s*\\n\\s*", ". ")
			.replaceAll("\\s*\\n\\s*", " ");
	}

}
