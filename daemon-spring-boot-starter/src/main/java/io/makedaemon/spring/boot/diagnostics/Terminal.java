package io.makedaemon.spring.boot.diagnostics;

import io.makedaemon.capture.LineSplitter;

/**
 * Where everything goes that a command tells its user, who may be root: what comes from
 * the daemon, its files or its configuration does nothing to the terminal.
 */
public final class Terminal {

	private Terminal() {
	}

	/**
	 * Tell what has come of a command.
	 * @param text the text; may have several lines
	 */
	public static void say(String text) {
		System.out.println(LineSplitter.harmlessLines(text));
	}

	/**
	 * Tell what has failed.
	 * @param text the text; may have several lines
	 */
	public static void complain(String text) {
		System.err.println(LineSplitter.harmlessLines(text));
	}

}
