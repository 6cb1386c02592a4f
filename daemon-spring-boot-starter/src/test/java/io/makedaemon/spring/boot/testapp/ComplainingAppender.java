package io.makedaemon.spring.boot.testapp;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;

/**
 * An appender whose exporter, a thread, finds nobody to export to, and complains about
 * that.
 */
public class ComplainingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

	private final AtomicInteger events = new AtomicInteger();

	@Override
	public void start() {
		Thread exporter = new Thread(this::export, "exporter");
		exporter.setDaemon(true);
		exporter.start();
		super.start();
	}

	private void export() {
		while (true) {
			LockSupport.parkNanos(PAUSE);
			int count = this.events.getAndSet(0);
			if (count > 0) {
				System.err.println("Failed to export " + count + " events: connection refused");
			}
		}
	}

	@Override
	protected void append(ILoggingEvent event) {
		if (event.getLoggerName().startsWith("daemon.")) {
			this.events.incrementAndGet();
		}
	}

}
