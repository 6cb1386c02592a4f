package io.makedaemon.spring.boot.logging;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

import io.makedaemon.DaemonContext;
import io.makedaemon.spring.boot.diagnostics.StartRefusedException;
import io.makedaemon.spring.boot.logging.backend.LogBackend;
import io.makedaemon.spring.boot.start.StartListener;

/**
 * Publishes where the daemon logs, and refuses a start without a log.
 */
public final class PublishedLogFile implements StartListener {

	private final DaemonContext daemon;

	private final LogFileLocation location;

	private final @Nullable LogBackend backend = LogFiles.backend();

	private final Runnable initialized;

	/**
	 * Check every log file that is opened from now on.
	 * @param daemon the daemon
	 * @param location where it should log; the logging system may decide otherwise
	 */
	public PublishedLogFile(DaemonContext daemon, LogFileLocation location) {
		this.daemon = daemon;
		this.location = location;
		this.initialized = (this.backend != null) ? this.backend.refuseOthers(location.file()) : () -> {
		};
	}

	@Override
	public void loggingInitialized() {
		this.initialized.run();
		Path file = this.location.file();
		if (this.backend != null) {
			this.backend.ensure(this.location.fallback());
			this.backend.check();
			file = this.backend.first();
			if (file == null || !file.toAbsolutePath().equals(this.location.file())) {
				this.daemon.logsTo(file);
			}
		}
		publish(this.daemon, file);
	}

	/**
	 * Publish the log file again whenever a configuration changes it, for the life of the
	 * process.
	 * @param daemon the daemon
	 */
	public static void follow(DaemonContext daemon) {
		LogBackend backend = LogFiles.backend();
		if (backend != null) {
			backend.whenConfigured(() -> publish(daemon, backend.first()));
		}
	}

	private static void publish(DaemonContext daemon, @Nullable Path file) {
		if (file != null) {
			// A line break cannot be published
			daemon.publish(LogFiles.PUBLISHED_AS, file.toAbsolutePath().toString().replaceAll("\\p{Cntrl}", "\ufffd"));
		}
	}

	/**
	 * Check the log, now that something has been logged.
	 */
	@Override
	public void contextLoaded(ConfigurableApplicationContext context) {
		checkWritten();
	}

	@Override
	public void ready(ConfigurableApplicationContext context) {
		checkWritten();
	}

	/**
	 * Refuse the start if the log could not be written. A daemon that is ready would
	 * continue without its log until it can be written again.
	 */
	private void checkWritten() {
		String failure = (this.backend != null && this.daemon.isAwaited()) ? this.backend.failure() : null;
		if (failure != null) {
			throw new StartRefusedException("The log cannot be written: " + failure,
					"Make room there, or log elsewhere with logging.file.name or logging.file.path.");
		}
	}

	@Override
	public void failed(Throwable failure) {
		this.initialized.run();
	}

}
