package io.makedaemon;

import io.makedaemon.posix.ByteStrings;

/**
 * Where everything goes that a parent tells its user: what comes from the daemon, or from
 * a file, must not do anything to the terminal.
 */
final class Terminal {

	private Terminal() {
	}

	/**
	 * Tell a result.
	 */
	static void say(String text) {
		System.out.println(ByteStrings.harmlessLines(text));
	}

	/**
	 * Have it told before the process ends at once.
	 */
	static void flush() {
		System.out.flush();
	}

	/**
	 * Tell a failure.
	 */
	static void complain(String text) {
		System.err.println(ByteStrings.harmlessLines(text));
	}

}
