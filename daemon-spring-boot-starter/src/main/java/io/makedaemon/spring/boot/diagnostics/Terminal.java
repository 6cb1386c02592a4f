package io.makedaemon.spring.boot.diagnostics;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

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
	 * Print a file that the user wants to have, in UTF-8 whatever the terminal's
	 * character set is.
	 * @param text the text of the file, without the last line end
	 */
	public static void sayFile(String text) {
		System.out.writeBytes((LineSplitter.harmlessLines(text) + "\n").getBytes(StandardCharsets.UTF_8));
		System.out.flush();
	}

	/**
	 * Return whether somebody can still read what is printed.
	 * @return false if it goes into a pipe whose reader has ended, or a file that takes
	 * no more
	 */
	public static boolean isRead() {
		return !System.out.checkError();
	}

	/**
	 * Print the result of a command on a terminal, with its styles unless the user does
	 * not want colors: see <a href="https://no-color.org">no-color.org</a>.
	 * @param text the text; may have several lines
	 */
	public static void say(StyledText text) {
		System.out.println(hasColors(System.getenv("NO_COLOR"), System.getenv("TERM")) ? text.styled() : text);
	}

	static boolean hasColors(@Nullable String noColor, @Nullable String terminal) {
		return (noColor == null || noColor.isEmpty()) && !"dumb".equals(terminal);
	}

	/**
	 * Print a failure.
	 * @param text the text; may have several lines
	 */
	public static void complain(String text) {
		System.err.println(LineSplitter.harmlessLines(text));
	}

}
