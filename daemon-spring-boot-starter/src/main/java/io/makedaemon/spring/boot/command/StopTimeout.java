package io.makedaemon.spring.boot.command;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

/**
 * How long a daemon may take to end: its longest shutdown phase, and time for the rest.
 */
final class StopTimeout {

	private static final String PROPERTY = "daemon.stop-timeout";

	private static final String PHASE = "spring.lifecycle.timeout-per-shutdown-phase";

	/** Spring Boot's default for a phase. */
	private static final Duration DEFAULT_PHASE = Duration.ofSeconds(30);

	private static final Duration REST = Duration.ofSeconds(30);

	private static final Duration MINIMUM = Duration.ofSeconds(60);

	private static final Duration MAXIMUM = Duration.ofDays(365);

	private StopTimeout() {
	}

	/**
	 * Return the timeout.
	 * @param timeout the value of {@code daemon.stop-timeout}, or null
	 * @param environment the environment, which has the timeout of a phase
	 * @return the timeout
	 */
	static Duration of(@Nullable Duration timeout, Environment environment) {
		if (timeout == null) {
			Duration phase = Binder.get(environment).bind(PHASE, Duration.class).orElse(DEFAULT_PHASE);
			Duration all = phase.plus(REST);
			return (all.compareTo(MINIMUM) > 0) ? all : MINIMUM;
		}
		if (timeout.isNegative() || timeout.compareTo(MAXIMUM) > 0) {
			throw new InvalidConfigurationPropertyValueException(PROPERTY, timeout,
					timeout.isNegative() ? "a stop timeout cannot be negative" : "a stop timeout is at most 365 days");
		}
		return timeout;
	}

}
