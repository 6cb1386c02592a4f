package io.makedaemon.spring.boot.logging.logback;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.FileAppender;

import io.makedaemon.spring.boot.logging.backend.LogBackend;
import io.makedaemon.spring.boot.logging.backend.RegularFile;

/**
 * Checks each log file that has been opened meanwhile, by a rollover or a new
 * configuration, and stops using it if it is not a regular file. Only captured lines can
 * come back, so the check is made when there is one.
 */
final class OpenedLogFiles {

	private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

	private final LoggerContext context;

	private final LastSink lastSink;

	/** The target of each appender at the last check. */
	private IdentityHashMap<FileAppender<?>, OutputStream> seen = new IdentityHashMap<>();

	private volatile long lookedAt = System.nanoTime() - PAUSE;

	OpenedLogFiles(LoggerContext context, LastSink lastSink) {
		this.context = context;
		this.lastSink = lastSink;
	}

	/**
	 * Check the files, at most once a second.
	 */
	void look() {
		long now = System.nanoTime();
		if (now - this.lookedAt >= PAUSE) {
			lookNow(now);
		}
	}

	private synchronized void lookNow(long now) {
		if (now - this.lookedAt < PAUSE) {
			return;
		}
		this.lookedAt = now;
		IdentityHashMap<FileAppender<?>, OutputStream> opened = new IdentityHashMap<>();
		LogbackBackend.appenders(this.context).forEach((appender) -> {
			OutputStream stream = appender.getOutputStream();
			if (this.seen.get(appender) == stream || isUsable(appender)) {
				opened.put(appender, stream);
			}
		});
		this.seen = opened;
	}

	private boolean isUsable(FileAppender<?> appender) {
		String file = appender.getFile();
		String problem = RegularFile.problem(Path.of(file));
		if (problem == null) {
			return true;
		}
		appender.stop();
		this.lastSink.ensure();
		Logger log = this.context.getLogger(LogBackend.LOGGER);
		log.error("The log file {} is no longer used: {}", file, problem);
		return false;
	}

}
