package io.makedaemon.spring.boot.logging;

import java.nio.file.Path;

import ch.qos.logback.classic.LoggerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import io.makedaemon.DaemonException;

/**
 * What the capture has to do with Logback, for the life of the process.
 *
 * @param context Logback's context
 * @param guard keeps it from printing
 * @param failure tells whether it can write
 */
record LogbackWatch(LoggerContext context, ConsoleGuard guard, LogFailure failure) {

	static LogbackWatch install() {
		if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
			throw new DaemonException("daemon.capture-output needs Logback, but SLF4J logs to "
					+ LoggerFactory.getILoggerFactory().getClass().getName()
					+ ": remove that from the class path, or set daemon.capture-output=false");
		}
		LogFailure failure = new LogFailure(context);
		context.getStatusManager().add(failure);
		return new LogbackWatch(context, ConsoleGuard.install(context), failure);
	}

	boolean isStarted() {
		return this.context.isStarted();
	}

	@Nullable Path file() {
		return LogFiles.first(this.context);
	}

}
