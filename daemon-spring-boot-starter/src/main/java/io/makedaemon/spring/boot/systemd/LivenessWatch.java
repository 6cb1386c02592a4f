package io.makedaemon.spring.boot.systemd;

import java.time.Duration;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Shows somebody who waits for it that the application is alive.
 */
public final class LivenessWatch {

	private volatile ConfigurableApplicationContext context;

	private LivenessWatch(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Show a daemon's supervisor that the application is alive, and go on with that while
	 * the application shuts down.
	 * @param period how often
	 * @param context the application's context
	 * @param sign shows it
	 * @return the watch, which has begun
	 */
	public static LivenessWatch ofSupervisor(Duration period, ConfigurableApplicationContext context, Runnable sign) {
		LivenessWatch watch = new LivenessWatch(context);
		new Watchdog(period, watch::isAlive, sign, "the supervisor may kill it and start it again").start();
		return watch;
	}

	private boolean isAlive() {
		ConfigurableApplicationContext current = this.context;
		return !current.isActive() || new ContextLiveness(current).isCorrect();
	}

	/**
	 * Watch another application from now on.
	 * @param next the context of the application that has replaced the former one
	 */
	public void change(ConfigurableApplicationContext next) {
		this.context = next;
	}

}
