package io.makedaemon.spring.boot.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import io.makedaemon.DaemonContext;

/**
 * {@link HealthIndicator} that is down when the daemon's pid file is missing or belongs
 * to another process, so that commands do not find the daemon. If there is no daemon, the
 * status is unknown: with ahead-of-time generated code, the indicator exists anyway.
 */
public class DaemonPidFileHealthIndicator extends AbstractHealthIndicator {

	private final @Nullable DaemonContext daemon;

	/**
	 * Create the indicator.
	 * @param daemon the daemon, or null if this process is not a daemon
	 */
	public DaemonPidFileHealthIndicator(@Nullable DaemonContext daemon) {
		super("The daemon's pid file cannot be checked");
		this.daemon = daemon;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		if (this.daemon == null) {
			builder.unknown();
			return;
		}
		builder.up();
		this.daemon.pidFileProblem().ifPresent((problem) -> builder.down().withDetail("problem", problem));
	}

}
