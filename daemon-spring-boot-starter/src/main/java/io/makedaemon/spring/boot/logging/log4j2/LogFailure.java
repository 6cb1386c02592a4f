package io.makedaemon.spring.boot.logging.log4j2;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.ErrorHandler;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractOutputStreamAppender;
import org.apache.logging.log4j.core.util.Log4jThread;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

import io.makedaemon.spring.boot.diagnostics.StartRefusedException;

/**
 * Detects that Log4j2 fails to open or write its log, for instance because the disk is
 * full. Log4j2 then drops events, and reports it only to the appender's error handler or
 * in its status messages.
 */
final class LogFailure implements StatusListener {

	/** Log4j2's message that it cannot open a file. */
	private static final Pattern NOT_OPENED = Pattern
		.compile("(?:\\w*FileManager \\(|Unable to create file )(.*?)(?:\\).*)?");

	/** How long a failure on a background thread counts. */
	private static final long RECENT = TimeUnit.SECONDS.toNanos(1);

	private final List<NotOpened> notOpened = new CopyOnWriteArrayList<>();

	private final AtomicLong count = new AtomicLong();

	private volatile @Nullable String description;

	/** When a background thread failed; 0 if none did. */
	private volatile long elsewhereAt;

	/**
	 * Listen to the status messages. Without a listener, Log4j2 would print them.
	 */
	void listen() {
		StatusLogger.getLogger().registerListener(this);
	}

	@Override
	public Level getStatusLevel() {
		return Level.ERROR;
	}

	@Override
	public void log(StatusData data) {
		Matcher matcher = NOT_OPENED.matcher(data.getMessage().getFormattedMessage());
		if (data.getThrowable() instanceof IOException cause && matcher.matches()) {
			this.notOpened.add(new NotOpened(matcher.group(1), cause));
		}
	}

	@Override
	public void close() {
		// There is nothing to close
	}

	/**
	 * Forget the files that could not be opened, since another application begins.
	 */
	void forgetOpened() {
		this.notOpened.clear();
	}

	/**
	 * Refuse the start if a file could not be opened.
	 */
	void checkOpened() {
		if (!this.notOpened.isEmpty()) {
			NotOpened first = this.notOpened.get(0);
			throw new StartRefusedException(
					"The log file " + first.file() + " cannot be opened: " + first.cause().getMessage(),
					"Check logging.file.name or logging.file.path, and whether the user "
							+ System.getProperty("user.name") + " may write there.");
		}
	}

	/**
	 * Watch an appender for failures.
	 */
	void watch(AbstractOutputStreamAppender<?> appender) {
		if (!(appender.getHandler() instanceof Handler)) {
			appender.setHandler(new Handler(appender, appender.getHandler()));
		}
	}

	/**
	 * Return what has failed and why.
	 */
	@Nullable String description() {
		return this.description;
	}

	/**
	 * Return how often something has failed. A thread may write the events of another
	 * one, and fail with them, so failures on all threads count.
	 */
	long count() {
		return this.count.get();
	}

	/**
	 * Return whether something has just failed on a background thread.
	 */
	boolean isElsewhere() {
		long since = this.elsewhereAt;
		return since != 0 && System.nanoTime() - since < RECENT;
	}

	private void failed(Appender appender, @Nullable Throwable failure) {
		Throwable cause = failure;
		while (cause != null && cause.getCause() != null) {
			cause = cause.getCause();
		}
		String reason = (cause != null) ? cause.getMessage() : null;
		String file = (appender instanceof AbstractOutputStreamAppender<?> writer) ? Appenders.file(writer) + ": " : "";
		this.description = file + ((reason != null) ? reason : "the reason is unknown");
		this.count.incrementAndGet();
		if (Thread.currentThread() instanceof Log4jThread) {
			this.elsewhereAt = System.nanoTime() | 1;
		}
	}

	/**
	 * A file that could not be opened.
	 *
	 * @param file its name
	 * @param cause why
	 */
	private record NotOpened(String file, IOException cause) {
	}

	/**
	 * An appender's error handler.
	 */
	private final class Handler implements ErrorHandler {

		private final Appender appender;

		private final ErrorHandler handler;

		private Handler(Appender appender, ErrorHandler handler) {
			this.appender = appender;
			this.handler = handler;
		}

		@Override
		public void error(String message) {
			failed(this.appender, null);
			this.handler.error(message);
		}

		@Override
		public void error(String message, Throwable failure) {
			failed(this.appender, failure);
			this.handler.error(message, failure);
		}

		@Override
		public void error(String message, LogEvent event, Throwable failure) {
			failed(this.appender, failure);
			this.handler.error(message, event, failure);
		}

	}

}
