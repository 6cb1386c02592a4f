package io.makedaemon.spring.boot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

import io.makedaemon.spring.boot.logging.CapturedOutput;
import io.makedaemon.spring.boot.logging.ConsoleGuard;

/**
 * Begins to log what is printed as soon as the logging system is initialised, and makes
 * sure that the log is not closed before all of it is there.
 */
class CaptureStart implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

	/** Logging is initialised at +20. */
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 21;

	private final DaemonLaunch launch;

	CaptureStart(DaemonLaunch launch) {
		this.launch = launch;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		DaemonState state = this.launch.state();
		CapturedOutput output = (state != null) ? state.capturedOutput() : null;
		ConsoleGuard guard = this.launch.consoleGuard();
		if (output == null || guard == null) {
			return;
		}
		guard.detach();
		output.start();
		// Handlers run in reverse order: this one before the logging system's
		SpringApplication.getShutdownHandlers().add(output::drain);
	}

}
