package io.makedaemon.spring.boot.logging.logback;

import java.nio.file.Path;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;

import io.makedaemon.spring.boot.logging.backend.RegularFile;

/**
 * Checks the file of every appender that starts before it is opened: opening a pipe would
 * wait for a reader.
 */
final class StartWatcher implements StatusListener {

	private StartWatcher() {
	}

	/**
	 * Refuse the start before a log file is opened that is not a regular file.
	 * @param context Logback's context
	 * @return an action to run when Logback is configured
	 */
	static Runnable install(LoggerContext context) {
		StatusListener watcher = new StartWatcher();
		context.getStatusManager().add(watcher);
		return () -> context.getStatusManager().remove(watcher);
	}

	@Override
	public void addStatusEvent(Status status) {
		if (status.getOrigin() instanceof FileAppender<?> appender && !appender.isStarted()) {
			String file = appender.rawFileProperty();
			if (file != null) {
				RegularFile.check(Path.of(file));
			}
		}
	}

	@Override
	public boolean isResetResistant() {
		return true;
	}

}
