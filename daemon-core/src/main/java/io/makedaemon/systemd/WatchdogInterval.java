package io.makedaemon.systemd;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

/**
 * The interval within which the service manager expects {@code WATCHDOG=1} from this
 * process; see sd_watchdog_enabled(3).
 */
public final class WatchdogInterval {

	private WatchdogInterval() {
	}

	/**
	 * Return the interval in the environment.
	 * @return the time after which a silent process counts as hung; null if the service
	 * manager does not watch this one
	 */
	public static @Nullable Duration ofEnvironment() {
		return of(System.getenv("WATCHDOG_USEC"), System.getenv("WATCHDOG_PID"), ProcessHandle.current().pid());
	}

	static @Nullable Duration of(@Nullable String microseconds, @Nullable String pid, long self) {
		if (microseconds == null || (pid != null && !pid.equals(Long.toString(self)))) {
			return null;
		}
		try {
			Duration interval = Duration.of(Long.parseLong(microseconds), ChronoUnit.MICROS);
			return (interval.compareTo(Duration.ZERO) > 0) ? interval : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

}
