package io.makedaemon.spring.boot.command;

import org.jspecify.annotations.Nullable;

import io.makedaemon.spring.boot.diagnostics.Terminal;

/**
 * What a command tells its user about the program.
 */
final class CommandOutput {

	private final String name;

	private final boolean quiet;

	/**
	 * Create an output.
	 * @param name the program's name
	 * @param quiet whether to print only failures and what was asked for
	 */
	CommandOutput(String name, boolean quiet) {
		this.name = name;
		this.quiet = quiet;
	}

	String name() {
		return this.name;
	}

	boolean isQuiet() {
		return this.quiet;
	}

	/**
	 * Print what was done, unless the user wants to read failures only.
	 * @param text the text, to follow the program's name
	 */
	void say(String text) {
		if (!this.quiet) {
			answer(text);
		}
	}

	/**
	 * Print what was asked for.
	 * @param text the text, to follow the program's name
	 */
	void answer(String text) {
		Terminal.say(this.name + " " + text);
	}

	/**
	 * Print why a command did not succeed.
	 * @param text the text, to follow the program's name
	 */
	void complain(String text) {
		Terminal.complain(this.name + " " + text);
	}

	/**
	 * Print a failure.
	 * @param message a sentence
	 */
	void fail(@Nullable String message) {
		Terminal.complain(this.name + ": " + message);
	}

}
