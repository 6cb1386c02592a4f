package io.makedaemon.spring.boot.testapp;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;

/**
 * An appender that fails at some events, prints at others, and blocks as long as the file
 * exists that the system property {@code test.block} names.
 */
public class TroubleAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

	private static final Path BLOCK = Path.of(System.getProperty("test.block", "/nonexistent"));

	@Override
	public void doAppend(ILoggingEvent event) {
		String message = event.getFormattedMessage();
		if (message.contains("poison")) {
			throw new LinkageError("cannot be logged: " + message);
		}
		if (message.contains("echo")) {
			System.out.println("echo of " + message);
		}
		while (event.getLoggerName().startsWith("daemon.") && Files.exists(BLOCK)) {
			LockSupport.parkNanos(PAUSE);
		}
	}

	@Override
	protected void append(ILoggingEvent event) {
	}

}
