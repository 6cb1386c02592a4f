package io.makedaemon.spring.boot.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import io.makedaemon.spring.boot.logging.CapturedOutput;
import io.makedaemon.spring.boot.logging.CapturedOutput.StreamState;

/**
 * {@link HealthIndicator} that is down when a standard stream is no longer captured, so
 * that its output is lost. If nothing should be captured, the status is unknown: with
 * ahead-of-time generated code, the indicator exists anyway.
 */
public class DaemonCaptureHealthIndicator extends AbstractHealthIndicator {

	private final @Nullable CapturedOutput output;

	/**
	 * Create the indicator.
	 * @param output the captured output, or null if nothing is captured
	 */
	public DaemonCaptureHealthIndicator(@Nullable CapturedOutput output) {
		super("The capture of the daemon's output cannot be checked");
		this.output = output;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		if (this.output == null) {
			builder.unknown();
			return;
		}
		StreamState stdout = this.output.stdout();
		StreamState stderr = this.output.stderr();
		builder.status((stdout.alive() && stderr.alive()) ? Status.UP : Status.DOWN)
			.withDetail("stdout", stdout)
			.withDetail("stderr", stderr);
	}

}
