package io.makedaemon;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.wire.LaunchPlan.Option;

/**
 * Thrown when a program cannot be daemonized. Its message is one sentence for the user's
 * eyes that says what was wrong. Parts of it may come from the daemon, or from what it
 * has printed: so a message has no control characters that could do anything to a
 * terminal.
 */
public class DaemonException extends RuntimeException {

	/** The option that was refused; empty if it was none. */
	private final String option;

	/**
	 * Creates an exception.
	 * @param message what was wrong
	 */
	public DaemonException(String message) {
		this(message, null);
	}

	/**
	 * Creates an exception.
	 * @param message what was wrong
	 * @param cause what it comes from
	 */
	public DaemonException(String message, @Nullable Throwable cause) {
		this(message, Option.NONE, cause);
	}

	/**
	 * Creates the exception of an option that was refused.
	 * @param message what was wrong
	 * @param option the option; empty if it is none
	 * @param origins where the values of options come from
	 * @param cause what it comes from
	 */
	DaemonException(String message, String option, Map<String, String> origins, @Nullable Throwable cause) {
		this(origins.containsKey(option) ? message + "; set by " + origins.get(option) : message, option, cause);
	}

	private DaemonException(String message, String option, @Nullable Throwable cause) {
		super(ByteStrings.harmlessLines(message), cause);
		this.option = option;
	}

	/**
	 * Return the option whose value could not be used.
	 * @return the name of its method in {@link DaemonAttr.Builder}; behind {@code files.}
	 * the number of the file, from 0 on, and behind {@code softLimit.} and
	 * {@code hardLimit.} the resource; empty if it was no option's
	 */
	public String option() {
		return this.option;
	}

}
