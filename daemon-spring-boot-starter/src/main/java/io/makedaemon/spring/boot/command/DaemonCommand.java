package io.makedaemon.spring.boot.command;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * A command for the application's daemon.
 */
public enum DaemonCommand {

	/** Start the daemon if it is not running. */
	START,

	/** Run the application in the foreground. */
	RUN,

	/** Stop the daemon with SIGTERM. */
	STOP,

	/** Stop the daemon; if it does not end, kill it with SIGKILL. */
	FORCE_STOP,

	/** Stop the daemon, and start it with this command line. */
	RESTART,

	/** Replace the running daemon by a new generation, without refusing a request. */
	UPGRADE,

	/** Make the daemon reload its configuration, with SIGHUP. */
	RELOAD,

	/** Print the status of the daemon. */
	STATUS,

	/** Prepare faster starts. */
	PREPARE;

	/**
	 * Return the command that a text means, ignoring case and dashes.
	 * @param text the text
	 * @return the command
	 * @throws IllegalArgumentException with a message that names all commands, if the
	 * text means none
	 */
	public static DaemonCommand of(String text) {
		for (DaemonCommand command : values()) {
			if (letters(command.name()).equals(letters(text))) {
				return command;
			}
		}
		throw new IllegalArgumentException(
				"it must be start, run, stop, force-stop, restart, upgrade, reload, status or prepare");
	}

	private static String letters(String text) {
		return text.replaceAll("[-_ ]", "").toLowerCase(Locale.ROOT);
	}

	/**
	 * Return whether the command only concerns the daemon that is running.
	 * @return whether it does; otherwise, it starts the program
	 */
	public boolean isForRunning() {
		return switch (this) {
			case STOP, FORCE_STOP, RELOAD, STATUS -> true;
			case START, RUN, RESTART, UPGRADE, PREPARE -> false;
		};
	}

	/**
	 * Find the command, even if other properties are invalid.
	 * @param environment the environment
	 * @return the command, or null if there is none
	 */
	public static @Nullable DaemonCommand find(Environment environment) {
		try {
			String text = environment.getProperty("daemon.command");
			return (text != null) ? of(text) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
