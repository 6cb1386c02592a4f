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
		if (cause instanceof SystemCallException call && call.call().equals("chdir")) {
			return "Create the directory, or set daemon.working-directory to another one.";
		}
		if (cause instanceof SystemCallException call && call.call().equals("open")) {
			return "Check the path in daemon.files or daemon.pid-file, and whether the user may open it.";
		}
		return null;
	}

}
