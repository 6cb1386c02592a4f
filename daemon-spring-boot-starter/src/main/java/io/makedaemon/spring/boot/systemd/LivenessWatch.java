package io.makedaemon.spring.boot.systemd;

import java.time.Duration;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Shows somebody who waits for it that the application is alive.
 */
public final class LivenessWatch {

	private LivenessWatch() {
	}

	/**
	 * Show a daemon's supervisor that the application is alive, and go on with that while
	 * the application shuts down.
	 * @param period how often
	 * @param context the application's context
	 * @param sign shows it
	 */
	public static void ofSupervisor(Duration period, ConfigurableApplicationContext context, Runnable sign) {
		Liveness liveness = new ContextLiveness(context);
		new Watchdog(period, () -> !context.isActive() || liveness.isCorrect(), sign,
				"the supervisor may kill it and start it again")
			.start();
	}

}
