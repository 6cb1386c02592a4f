package io.makedaemon.spring.boot.logging;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.spi.ConfigurationEvent;
import ch.qos.logback.core.status.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.ClassUtils;

import io.makedaemon.spring.boot.diagnostics.StartRefusedException;

/**
 * The files that Logback logs to. Where there is no Logback, {@link #isPossible()} must
 * be asked first.
 */
public final class LogFiles {

	/** What the daemon publishes its log file as. */
	public static final String PUBLISHED_AS = "log";

	private static final String NOT_REOPENED = "The log file {} cannot be reopened, so the old one is still in use: {}";

	private static final String LOGBACK = "ch.qos.logback.classic.LoggerContext";

	private LogFiles() {
	}

	/**
	 * Return whether Logback is there.
	 * @return whether it is
	 */
	public static boolean isPossible() {
		return ClassUtils.isPresent(LOGBACK, LogFiles.class.getClassLoader());
	}

	/**
	 * Refuse the start before a log file is opened that is no regular file.
	 * @return what is to be run when the logging system is initialised
	 */
	static Runnable refuseOthers() {
		if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
			return RegularFile.refuseOthers(context);
		}
		return () -> {
		};
	}

	/**
	 * Call a listener each time when Logback was configured, as far as it tells that.
	 */
	static void whenConfigured(Runnable listener) {
		if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
			context.addConfigurationEventListener((event) -> {
				if (event.getEventType() == ConfigurationEvent.EventType.CONFIGURATION_ENDED_SUCCESSFULLY) {
					listener.run();
				}
			});
		}
	}

	/**
	 * Let the events of every logger that has a console get somewhere.
	 * @param announced the file to log to where there is nothing but the console
	 */
	static void ensure(Path announced) {
		if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
			new LastSink(context, announced).ensure();
		}
	}

	/**
	 * Refuse the start if a log file cannot be opened. Logback only prints that, and a
	 * daemon without its log has nobody who could read that.
	 * @throws StartRefusedException if a log file cannot be opened, or is none
	 */
	static void check() {
		if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
			context.getStatusManager().getCopyOfStatusList().forEach(LogFiles::check);
			appenders(context).map(FileAppender::getFile)
				.filter(Objects::nonNull)
				.map(Path::of)
				.forEach(RegularFile::check);
		}
	}

	private static void check(Status status) {
		if (status.getLevel() == Status.ERROR && status.getOrigin() instanceof FileAppender<?> appender) {
			throw new StartRefusedException(
					"The log file " + appender.rawFileProperty() + " cannot be opened" + reason(status.getThrowable()),
					"Check logging.file.name or logging.file.path, and whether the user "
							+ System.getProperty("user.name") + " may write there.");
		}
	}

	private static String reason(@Nullable Throwable cause) {
		return (cause != null) ? ": " + cause.getMessage() : "";
	}

	/**
	 * Refuse the start if what was logged so far could not be written, as on a full disk.
	 * @throws StartRefusedException if it could not
	 */
	static void checkWritten() {
		if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
			String failure = LogFailure.now(context);
			if (failure != null) {
				throw new StartRefusedException("The log cannot be written: " + failure,
						"Make room there, or log to another place with logging.file.name or logging.file.path.");
			}
		}
	}

	/**
	 * Reopen the files by their names, since somebody may have renamed them, as
	 * logrotate(8) does. Nothing that is logged meanwhile is lost. One that cannot be
	 * opened stays what it is, and the log says so.
	 */
	public static void reopen() {
		if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
			reopen(context);
		}
	}

	static void reopen(LoggerContext context) {
		Logger log = context.getLogger(LogFiles.class);
		appenders(context).forEach((appender) -> reopen(appender, log));
	}

	private static void reopen(FileAppender<?> appender, Logger log) {
		String file = appender.getFile();
		String problem = RegularFile.problem(Path.of(file));
		if (problem != null) {
			log.error(NOT_REOPENED, file, problem);
			return;
		}
		// Somebody may have written to it by now, or nobody has renamed it
		appender.setAppend(true);
		try {
			appender.openFile(file);
			log.info("The log file {} was reopened", file);
		}
		catch (IOException ex) {
			log.error(NOT_REOPENED, file, ex.getMessage());
		}
	}

	/**
	 * Return the file that is logged to.
	 * @return the file; the first if there are several, null if there is none
	 */
	static @Nullable Path first() {
		return (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) ? first(context) : null;
	}

	static @Nullable Path first(LoggerContext context) {
		return appenders(context).map(FileAppender::getFile)
			.filter(Objects::nonNull)
			.map(Path::of)
			.findFirst()
			.orElse(null);
	}

	static Stream<FileAppender<?>> appenders(LoggerContext context) {
		List<FileAppender<?>> appenders = Appenders.of(context, FileAppender.class);
		return appenders.stream().filter(FileAppender::isStarted);
	}

}
