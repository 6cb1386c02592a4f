package io.makedaemon.spring.boot.diagnostics;

import java.util.OptionalLong;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.makedaemon.AddressInUseException;
import io.makedaemon.DaemonException;
import io.makedaemon.FileLockedException;
import io.makedaemon.StartFailedException;
import io.makedaemon.StartTimeoutException;
import io.makedaemon.SystemCallException;

/**
 * Says what to do when the application cannot become a daemon.
 */
class DaemonFailureAnalyzer extends AbstractFailureAnalyzer<DaemonException> {

	private static final Set<String> IDENTITY = Set.of("user", "group");

	private static final Set<String> CALLS_OF_PROGRAM = Set.of("posix_spawn", "execve");

	private static final OptionalLong SERVICE_MANAGER = OptionalLong.of(1);

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DaemonException cause) {
		return new FailureAnalysis(cause.getMessage(), action(cause), cause);
	}

	private static @Nullable String action(DaemonException cause) {
		if (cause instanceof FileLockedException locked) {
			return "Stop the running daemon first, with --daemon.command=stop"
					+ (locked.holder().isPresent() ? " or with: kill " + locked.holder().getAsLong() : "")
					+ ".\nAnother one beside it needs its own daemon.program-name, daemon.pid-file and daemon.files.";
		}
		if (cause instanceof AddressInUseException used) {
			if (used.isFileInTheWay()) {
				return "Remove the file if nothing uses it, or set another address.";
			}
			if (used.holder().equals(SERVICE_MANAGER)) {
				return "Start the service with systemctl, or stop the socket unit that listens there.";
			}
			return "Stop the process that listens there"
					+ (used.holder().isPresent() ? ", for instance with: kill " + used.holder().getAsLong() : "")
					+ ", or set another address.";
		}
		if (cause instanceof StartTimeoutException timeout && timeout.hasWaitingConnections()) {
			return "If a runner connects to the application's own port, it waits for itself: "
					+ "set daemon.sockets[*].accept=started. Otherwise give the application more time with "
					+ "daemon.start-timeout.";
		}
		if (cause instanceof StartTimeoutException) {
			return "If the application only needs more time, give it more with daemon.start-timeout.";
		}
		if (cause instanceof StartFailedException failed && failed.isDone()) {
			return "Run a job, which ends by itself, with --daemon.command=run or with daemon.enabled=false.";
		}
		return (cause instanceof SystemCallException call) ? action(call) : action(cause.option());
	}

	/**
	 * Return the action for an option that was refused.
	 */
	private static @Nullable String action(String option) {
		// The part after a dot says which of several it is
		return switch (option.replaceAll("\\..*", "")) {
			case "workingDirectory" -> "Create the directory, or set daemon.working-directory to another one.";
			case "files" -> "Check the path in daemon.files, and whether the user may open and lock it.";
			case "sockets" -> "Check the address, and whether the user may listen there: below 1024 only root may, "
					+ "who can start a daemon of another user with daemon.user.";
			case "pidFile" -> "Check daemon.pid-file, and whether the user may write there.";
			case "umask" -> "Set daemon.umask to another one.";
			case "softLimit", "hardLimit" ->
				"Lower daemon.limits, or start the application as a user who may raise them.";
			case "user", "group" -> "Check daemon.user and daemon.group.";
			case "capabilities" -> "Remove the capability from daemon.capabilities, or start with all of root's.";
			default -> null;
		};
	}

	private static @Nullable String action(SystemCallException failure) {
		if (IDENTITY.contains(failure.option()) && !failure.errno().equals("ENOENT")) {
			return "Start the application as root, or remove daemon.user and daemon.group.";
		}
		// Only one program can fail to execute
		return CALLS_OF_PROGRAM.contains(failure.call())
				? "Check the java launcher and the limits on this user's processes and memory."
				: action(failure.option());
	}

}
