package io.makedaemon.spring.boot.diagnostics;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.makedaemon.DaemonException;
import io.makedaemon.FileLockedException;
import io.makedaemon.StartTimeoutException;
import io.makedaemon.SystemCallException;

/**
 * Says what to do when the application cannot become a daemon.
 */
class DaemonFailureAnalyzer extends AbstractFailureAnalyzer<DaemonException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DaemonException cause) {
		return new FailureAnalysis(cause.getMessage(), action(cause), cause);
	}

	private static @Nullable String action(DaemonException cause) {
		if (cause instanceof FileLockedException locked) {
			return "Stop the running daemon first"
					+ (locked.holder().isPresent() ? ", for instance with: kill " + locked.holder().getAsLong() : "")
					+ ".";
		}
		if (cause instanceof StartTimeoutException) {
			return "If the application only needs more time, give it more with daemon.start-timeout.";
		}
		return (cause instanceof SystemCallException call) ? action(call) : null;
	}

	private static @Nullable String action(SystemCallException failure) {
		return switch (failure.call()) {
			case "chdir" -> "Create the directory, or set daemon.working-directory to another one.";
			case "open" -> "Check the path in daemon.files or daemon.pid-file, and whether the user may open it.";
			case "setrlimit" -> "Lower daemon.limits, or start the application as a user who may raise them.";
			case "getpwnam", "getgrnam", "getpwuid" -> "Check daemon.user and daemon.group.";
			case "setgroups", "setresgid", "setresuid", "setgid", "setuid" ->
				"Start the application as root, or take daemon.user and daemon.group out.";
			case "capset", "prctl" -> "Take the capability out of daemon.capabilities, or start with all of root's.";
			case "posix_spawn", "execve" ->
				"Check the java launcher and the limits of this user's processes and memory.";
			default -> null;
		};
	}

}
