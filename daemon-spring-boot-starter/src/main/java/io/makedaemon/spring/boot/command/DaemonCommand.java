package io.makedaemon.spring.boot.command;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

import io.makedaemon.spring.boot.diagnostics.Suggestion;

/**
 * A command for the application's daemon, in the order in which a user learns them.
 */
public enum DaemonCommand {

	/** Start the daemon if it is not running. */
	START("start", "Start the daemon unless it is running"),

	/** Stop the daemon with SIGTERM. */
	STOP("stop", "Stop the daemon with SIGTERM, and wait for its end"),

	/** Stop the daemon; if it does not end, kill it with SIGKILL. */
	FORCE_STOP("force-stop", "Stop the daemon, with SIGKILL if it does not end in time"),

	/** Stop the daemon, and start it with this command line. */
	RESTART("restart", "Stop the daemon, and start it with this command line"),

	/** Print the status of the daemon. */
	STATUS("status", "Print whether the daemon is running"),

	/** Show the end of the daemon's log. */
	LOG("log", "Show the end of the daemon's log, also after a crash"),

	/** Make the daemon reload its configuration, with SIGHUP. */
	RELOAD("reload", "Let the daemon reopen its log and tell its beans"),

	/** Replace the running daemon by a new generation, without refusing a request. */
	UPGRADE("upgrade", "Replace the running daemon without refusing a request"),

	/** Run the application in the foreground. */
	RUN("run", "Run the application in the foreground"),

	/** Prepare faster starts. */
	PREPARE("prepare", "Prepare faster starts, and make a launcher"),

	/** Print a unit for a service manager. */
	UNIT("unit", "Print a unit of systemd for this command line"),

	/** Show what the threads of the daemon are doing, or write its heap to a file. */
	DUMP("dump", "Print what the threads of the daemon are doing"),

	/** Print the commands. */
	HELP("help", "Print this");

	/** The property with the command. */
	static final String PROPERTY = "daemon.command";

	private final String typed;

	private final String description;

	DaemonCommand(String typed, String description) {
		this.typed = typed;
		this.description = description;
	}

	/**
	 * Return the name that a user types.
	 * @return the name
	 */
	String typed() {
		return this.typed;
	}

	/**
	 * Return what the command does.
	 * @return a clause without a full stop
	 */
	String description() {
		return this.description;
	}

	/**
	 * Return whether the command starts the daemon.
	 * @return whether a daemon of this command line is started, running or not
	 */
	public boolean startsDaemon() {
		return switch (this) {
			case START, RESTART -> true;
			case STOP, FORCE_STOP, STATUS, LOG, RELOAD, UPGRADE, RUN, PREPARE, UNIT, DUMP, HELP -> false;
		};
	}

	/**
	 * Return the names of all commands.
	 * @return the names that a user types
	 */
	public static List<String> names() {
		return Stream.of(values()).map(DaemonCommand::typed).toList();
	}

	/**
	 * Return the command that a text means, ignoring case and dashes.
	 * @param text the text
	 * @return the command
	 * @throws IllegalArgumentException with a message that names all commands, and the
	 * one that was probably meant, if the text means none
	 */
	public static DaemonCommand of(String text) {
		DaemonCommand command = find(text);
		if (command != null) {
			return command;
		}
		List<String> names = names();
		int last = names.size() - 1;
		String meant = Suggestion.of(text.toLowerCase(Locale.ROOT), names);
		throw new IllegalArgumentException("it must be " + String.join(", ", names.subList(0, last)) + " or "
				+ names.get(last) + ((meant != null) ? "; did you mean " + meant + "?" : ""));
	}

	/**
	 * Return the command that a text means.
	 * @param text the text
	 * @return the command; null if the text means none
	 */
	static @Nullable DaemonCommand find(String text) {
		for (DaemonCommand command : values()) {
			if (letters(command.typed).equals(letters(text))) {
				return command;
			}
		}
		return null;
	}

	private static String letters(String text) {
		return text.replaceAll("[-_ ]", "").toLowerCase(Locale.ROOT);
	}

	/**
	 * Return whether the command starts neither the program nor a daemon.
	 * @return whether it only looks after the running daemon, or prints something
	 */
	public boolean startsNothing() {
		return switch (this) {
			case STOP, FORCE_STOP, RELOAD, STATUS, LOG, UNIT, DUMP, HELP -> true;
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
			String text = environment.getProperty(PROPERTY);
			return (text != null) ? find(text) : null;
		}
		catch (IllegalArgumentException ex) {
			// A placeholder in it cannot be resolved
			return null;
		}
	}

}
