package io.makedaemon;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.wire.LaunchPlan.Option;

/**
 * Thrown when a program cannot be daemonized. The message is one sentence for the user
 * that says what was wrong. Since parts of it may come from the daemon or its output, it
 * contains no control characters that could affect a terminal.
 */
public class DaemonException extends RuntimeException {

	/** The option that was refused; empty if none was. */
	private final String option;

	/**
	 * Create an exception.
	 * @param message what was wrong
	 */
	public DaemonException(String message) {
		this(message, null);
	}

	/**
	 * Create an exception.
	 * @param message what was wrong
	 * @param cause the cause
	 */
	public DaemonException(String message, @Nullable Throwable cause) {
		this(message, Option.NONE, cause);
	}

	/**
	 * Create an exception for an option that was refused.
	 * @param message what was wrong
	 * @param option the option; empty if there is none
	 * @param origins where the values of options come from
	 * @param cause the cause
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
	 * @return the name of the option's method in {@link DaemonAttr.Builder}; for files,
	 * {@code files.} and the index of the file; for limits, {@code softLimit.} or
	 * {@code hardLimit.} and the resource; empty if the failure is not about an option
	 */
	public String option() {
		return this.option;
	}

}
