package io.makedaemon.spring.boot.logging;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import io.makedaemon.DaemonContext;
import io.makedaemon.spring.boot.start.StartListener;

/**
 * Tells those who look at the daemon from outside where it logs, and lets no daemon start
 * without its log.
 */
public final class PublishedLogFile implements StartListener {

	private final DaemonContext daemon;

	/**
	 * Publish the location as far as it is known by now: the logging system may decide
	 * otherwise.
	 * @param daemon the daemon
	 * @param location where it is to log
	 */
	public PublishedLogFile(DaemonContext daemon, LogFileLocation location) {
		this.daemon = daemon;
		publish(location.file());
	}

	@Override
	public void loggingInitialized() {
		if (LogFiles.isPossible()) {
			LogFiles.check();
			publish(LogFiles.first());
		}
	}

	private void publish(@Nullable Path file) {
		if (file != null) {
			// A line break cannot be published
			this.daemon.publish(LogFiles.PUBLISHED_AS,
					file.toAbsolutePath().toString().replaceAll("\\p{Cntrl}", "\ufffd"));
		}
	}

}
