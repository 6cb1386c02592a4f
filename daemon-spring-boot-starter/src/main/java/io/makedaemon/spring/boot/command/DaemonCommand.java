package io.makedaemon.spring.boot.command;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * What the user wants of the application's daemon.
 */
public enum DaemonCommand {

	/** To be started, if it is not running. */
	START,

	/** The application, in the foreground. */
	RUN,

	/** To be stopped, by SIGTERM. */
	STOP,

	/** To be stopped; if it does not end, by SIGKILL. */
	FORCE_STOP,

	/** To be stopped, and started with this command line. */
	RESTART,

	/** To be told to read its configuration again, by SIGHUP. */
	RELOAD,

	/** To be told of. */
	STATUS,

	/** To start faster from now on. */
	PREPARE;

	/**
	 * Return the command that a text means, whatever the case of its letters, with or
	 * without dashes.
	 * @param text the text
	 * @return the command
	 * @throws IllegalArgumentException with a sentence that names all commands, if the
	 * text means none
	 */
	public static DaemonCommand of(String text) {
		for (DaemonCommand command : values()) {
			if (letters(command.name()).equals(letters(text))) {
				return command;
			}
		}
		throw new IllegalArgumentException(
				"it is none of start, run, stop, force-stop, restart, reload, status and prepare");
	}

	private static String letters(String text) {
		return text.replaceAll("[-_ ]", "").toLowerCase(Locale.ROOT);
	}

	/**
	 * Find the command, also where other properties cannot be used.
	 * @param environment the environment
	 * @return the command, or null if there is none
	 */
	static @Nullable DaemonCommand find(Environment environment) {
		try {
			String text = environment.getProperty("daemon.command");
			return (text != null) ? of(text) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
