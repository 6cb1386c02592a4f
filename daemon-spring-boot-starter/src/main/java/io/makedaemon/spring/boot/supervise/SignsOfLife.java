package io.makedaemon.spring.boot.supervise;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;

import io.makedaemon.DaemonSupervisor;
import io.makedaemon.spring.boot.start.StartListener;
import io.makedaemon.spring.boot.systemd.LivenessWatch;

/**
 * Shows a daemon's supervisor that the application which runs in the daemon by now is
 * alive.
 */
public final class SignsOfLife implements StartListener {

	/** How many times as often as necessary a sign of life is shown. */
	private static final int SIGNS = 4;

	private final DaemonSupervisor supervisor;

	private @Nullable LivenessWatch watch;

	/**
	 * Create a listener.
	 * @param supervisor the supervisor
	 */
	public SignsOfLife(DaemonSupervisor supervisor) {
		this.supervisor = supervisor;
	}

	@Override
	public synchronized void ready(ConfigurableApplicationContext context) {
		Duration liveness = this.supervisor.liveness();
		if (this.watch != null) {
			this.watch.change(context);
		}
		else if (!liveness.isZero()) {
			this.watch = LivenessWatch.ofSupervisor(liveness.dividedBy(SIGNS), context, this.supervisor::alive);
		}
	}

}
