package io.makedaemon.spring.boot.logging;

import java.nio.file.Path;
import java.time.Duration;

import ch.qos.logback.classic.LoggerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import io.makedaemon.DaemonException;

/**
 * What the capture has to do with Logback, for the life of the process.
 *
 * @param context Logback's context
 * @param guard keeps it from printing
 * @param gate keeps events back while it is configured anew
 * @param failure tells whether it can write
 * @param loops keeps what it writes from coming back
 * @param files keeps it from writing to what is no file
 */
record LogbackWatch(LoggerContext context, ConsoleGuard guard, ConfigurationGate gate, LogFailure failure,
		LoopGuard loops, OpenedLogFiles files) {

	/**
	 * Watch from now on.
	 * @param patience how long captured lines wait for a configuration
	 * @param announced the file to log to where there is nothing but the console
	 */
	static LogbackWatch install(Duration patience, Path announced) {
		if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
			throw new DaemonException("daemon.capture-output needs Logback, but SLF4J logs to "
					+ LoggerFactory.getILoggerFactory().getClass().getName()
					+ ": remove that from the class path, or set daemon.capture-output=false");
		}
		LogFailure failure = new LogFailure(context);
		context.getStatusManager().add(failure);
		LastSink lastSink = new LastSink(context, announced);
		LoopGuard loops = new LoopGuard();
		return new LogbackWatch(context, ConsoleGuard.install(context, lastSink),
				new ConfigurationGate(context, patience, loops::deliver), failure, loops,
				new OpenedLogFiles(context, lastSink));
	}

	boolean isStarted() {
		return this.context.isStarted();
	}

	@Nullable Path file() {
		return LogFiles.first(this.context);
	}

}
