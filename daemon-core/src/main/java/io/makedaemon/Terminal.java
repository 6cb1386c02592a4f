package io.makedaemon;

import io.makedaemon.posix.ByteStrings;

/**
 * Prints everything that a parent tells its user. Text from the daemon or from a file
 * must not affect the terminal.
 */
final class Terminal {

	private Terminal() {
	}

	/**
	 * Print a result.
	 */
	static void say(String text) {
		System.out.println(ByteStrings.harmlessLines(text));
	}

	/**
	 * Flush the results before the process ends abruptly.
	 */
	static void flush() {
		System.out.flush();
	}

	/**
	 * Print a failure.
	 */
	static void complain(String text) {
		System.err.println(ByteStrings.harmlessLines(text));
	}

}
