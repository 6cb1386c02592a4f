package io.makedaemon.spring.boot.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.status.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.util.ClassUtils;

/**
 * Makes a log file that cannot be opened a failed start. Logback only prints it, and a
 * daemon without its log has nobody who could read that.
 */
public final class LogFileCheck {

	private static final String LOGBACK = "ch.qos.logback.classic.LoggerContext";

	private LogFileCheck() {
	}

	/**
	 * Tells whether Logback is there.
	 * @return whether it is
	 */
	public static boolean isPossible() {
		return ClassUtils.isPresent(LOGBACK, LogFileCheck.class.getClassLoader());
	}

	/**
	 * Checks what Logback says of its configuration.
	 * @throws FailureAnalyzedException if a log file cannot be opened
	 */
	public static void run() {
		if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
			context.getStatusManager().getCopyOfStatusList().forEach(LogFileCheck::check);
		}
	}

	private static void check(Status status) {
		if (status.getLevel() == Status.ERROR && status.getOrigin() instanceof FileAppender<?> appender) {
			throw new FailureAnalyzedException(
					"The log file " + appender.rawFileProperty() + " cannot be opened" + reason(status.getThrowable()),
					"Check logging.file.name or logging.file.path, and whether the user "
							+ System.getProperty("user.name") + " may write there.");
		}
	}

	private static String reason(@Nullable Throwable cause) {
		return (cause != null) ? ": " + cause.getMessage() : "";
	}

}
