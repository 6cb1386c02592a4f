package io.makedaemon.spring.boot;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

import io.makedaemon.Daemon;
import io.makedaemon.spring.boot.logging.CapturedOutput;
import io.makedaemon.spring.boot.logging.LogFiles;

/**
 * Comes when the logging system of the daemon is initialised: makes sure that there is a
 * log, begins to log what is printed, and sees to it that the log is not closed before
 * all of that is there.
 */
class LoggingInitialized implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

	/** Logging is initialised at +20. */
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 21;

	private final DaemonLaunch launch;

	LoggingInitialized(DaemonLaunch launch) {
		this.launch = launch;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		DaemonState state = this.launch.state();
		if (this.launch.report() != null && LogFiles.isPossible()) {
			LogFiles.check();
			publish(LogFiles.first());
		}
		CapturedOutput output = (state != null) ? state.capturedOutput() : null;
		if (output != null) {
			output.start();
			// Handlers run in reverse order: this one before the logging system's
			SpringApplication.getShutdownHandlers().add(output::drain);
		}
	}

	private static void publish(@Nullable Path file) {
		if (file != null) {
			Daemon.context().ifPresent((daemon) -> daemon.publish(LogFiles.PUBLISHED_AS, file.toString()));
		}
	}

}
