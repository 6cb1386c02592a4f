package io.makedaemon.spring.boot.command;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import io.makedaemon.StartFailedException;
import io.makedaemon.SystemCallException;

/**
 * The exit codes of the Linux Standard Base for init scripts.
 */
final class ExitCode {

	static final int OK = 0;

	static final int FAILED = 1;

	/** There is no such command. */
	static final int UNKNOWN_COMMAND = 2;

	/** The user may not do this; for all commands except status. */
	static final int NOT_PERMITTED = 4;

	/** The daemon is not running; for reload. */
	static final int NOT_RUNNING = 7;

	static final int STATUS_DEAD = 1;

	static final int STATUS_NOT_RUNNING = 3;

	static final int STATUS_UNKNOWN = 4;

	private static final Set<String> FORBIDDEN = Set.of("EPERM", "EACCES");

	private ExitCode() {
	}

	/**
	 * Return the exit code of a failure.
	 * @param failure the failure
	 * @param command the command, or null if there is none
	 * @return the exit code
	 */
	static int of(RuntimeException failure, @Nullable DaemonCommand command) {
		if (failure instanceof StartFailedException start) {
			return start.exitCode();
		}
		if (failure instanceof InvalidConfigurationPropertyValueException invalid
				&& invalid.getName().equals(DaemonCommand.PROPERTY)) {
			return UNKNOWN_COMMAND;
		}
		if (command == DaemonCommand.STATUS) {
			return STATUS_UNKNOWN;
		}
		boolean forbidden = failure instanceof SystemCallException call && FORBIDDEN.contains(call.errno());
		return (command != null && forbidden) ? NOT_PERMITTED : FAILED;
	}

}
