package io.makedaemon.spring.boot.logging.logback;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.spi.ConfigurationEvent;
import ch.qos.logback.core.status.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;

import io.makedaemon.spring.boot.diagnostics.StartRefusedException;
import io.makedaemon.spring.boot.logging.backend.CaptureLog;
import io.makedaemon.spring.boot.logging.backend.LogBackend;
import io.makedaemon.spring.boot.logging.backend.RegularFile;

/**
 * Logback and its log files.
 *
 * @param context its context
 */
public record LogbackBackend(LoggerContext context) implements LogBackend {

	private static final String NOT_REOPENED = "The log file {} cannot be reopened, so the old one is still in use: {}";

	/**
	 * Return the backend for SLF4J's logger factory.
	 * @param factory the factory
	 * @return the backend; null if it is not Logback's
	 */
	public static @Nullable LogBackend of(ILoggerFactory factory) {
		return (factory instanceof LoggerContext context) ? new LogbackBackend(context) : null;
	}

	/**
	 * Check every file that will be opened, since Logback announces that beforehand.
	 */
	@Override
	public Runnable refuseOthers(@Nullable Path file) {
		return StartWatcher.install(this.context);
	}

	@Override
	public void whenConfigured(Runnable listener) {
		this.context.addConfigurationEventListener((event) -> {
			if (event.getEventType() == ConfigurationEvent.EventType.CONFIGURATION_ENDED_SUCCESSFULLY) {
				listener.run();
			}
		});
	}

	@Override
	public void ensure(Path announced) {
		new LastSink(this.context, announced).ensure();
	}

	@Override
	public CaptureLog capture(Duration patience, Path announced) {
		return LogbackWatch.install(this.context, patience, announced);
	}

	@Override
	public void check() {
		this.context.getStatusManager().getCopyOfStatusList().forEach(LogbackBackend::check);
		appenders(this.context).map(FileAppender::getFile)
			.filter(Objects::nonNull)
			.map(Path::of)
			.forEach(RegularFile::check);
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

	@Override
	public @Nullable String failure() {
		return LogFailure.now(this.context);
	}

	@Override
	public void reopen() {
		reopen(this.context);
	}

	static void reopen(LoggerContext context) {
		Logger log = context.getLogger(LOGGER);
		appenders(context).forEach((appender) -> reopen(appender, log));
	}

	private static void reopen(FileAppender<?> appender, Logger log) {
		String file = appender.getFile();
		String problem = RegularFile.problem(Path.of(file));
		if (problem != null) {
			log.error(NOT_REOPENED, file, problem);
			return;
		}
		try {
			append(appender);
			log.info("The log file {} was reopened", file);
		}
		catch (IOException ex) {
			log.error(NOT_REOPENED, file, ex.getMessage());
		}
	}

	/**
	 * Reopen a file for appending: somebody may have written to it by now, or nobody has
	 * renamed it.
	 */
	static void append(FileAppender<?> appender) throws IOException {
		appender.setAppend(true);
		appender.openFile(appender.getFile());
	}

	@Override
	public void share(boolean shared, int generation) {
		SharedFiles.share(this.context, shared);
	}

	@Override
	public @Nullable Path first() {
		return first(this.context);
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
