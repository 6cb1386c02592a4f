package io.makedaemon.spring.boot.diagnostics;

import io.makedaemon.capture.LineSplitter;

/**
 * Prints everything that a command tells its user, who may be root. Text from the daemon,
 * its files or its configuration cannot affect the terminal.
 */
public final class Terminal {

	private Terminal() {
	}

	/**
	 * Print the result of a command.
	 * @param text the text; may have several lines
	 */
	public static void say(String text) {
		System.out.println(LineSplitter.harmlessLines(text));
	}

	/**
	 * Print a part of a result that comes in several parts.
	 * @param lines whole lines
	 */
	public static void print(String lines) {
		System.out.print(LineSplitter.harmlessLines(lines));
		System.out.flush();
	}

	/**
	 * Return whether somebody can still read what is printed.
	 * @return false if it goes into a pipe whose reader has ended
	 */
	public static boolean isRead() {
		return !System.out.checkError();
	}

	/**
	 * Print a failure.
	 * @param text the text; may have several lines
	 */
	public static void complain(String text) {
		System.err.println(LineSplitter.harmlessLines(text));
	}

}
