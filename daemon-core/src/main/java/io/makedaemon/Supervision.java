package io.makedaemon;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.makedaemon.wire.PlannedSupervision;

/**
 * How a daemon is kept running where no service manager does that: its first child stays
 * as its supervisor, and starts it again when it has ended without having been told to.
 * Immutable.
 *
 * <p>
 * Meanwhile the supervisor keeps the daemon's {@linkplain DaemonAttr.Builder#pidFile pid
 * file} locked and its {@linkplain DaemonSocket sockets} open, so that clients wait
 * instead of being refused. A daemon that ends by SIGTERM or SIGINT was told to, and so
 * was one that the supervisor was told to stop, by these signals to the supervisor.
 *
 * @param always whether a daemon that has ended by itself with exit code 0 is started
 * again as well
 * @param delay how long to wait before the first restart; doubled for each further one
 * @param maxDelay the longest time to wait
 * @param stableAfter how long the daemon must have been ready for the next delay to be
 * the first one again
 * @param maxFailures the number of failures after which the supervisor gives up
 * @param failuresWithin within what time they count
 * @param ignoredExitCodes the exit codes with which the daemon may end without being
 * started again, besides 0
 * @param liveness how long the daemon may be ready without
 * {@linkplain DaemonSupervisor#alive() a sign of life} before it is killed and started
 * again; zero for any time
 */
public record Supervision(boolean always, Duration delay, Duration maxDelay, Duration stableAfter, int maxFailures,
		Duration failuresWithin, Set<Integer> ignoredExitCodes, Duration liveness) {

	private static final int MAX_EXIT_CODE = 255;

	private static final Duration MIN_DELAY = Duration.ofMillis(1);

	private static final Duration MIN_LIVENESS = Duration.ofSeconds(1);

	private static final Duration MAX_TIME = Duration.ofDays(365);

	private static final Supervision ON_FAILURE = new Supervision(false, Duration.ofSeconds(1), Duration.ofSeconds(60),
			Duration.ofSeconds(60), 5, Duration.ofMinutes(10), Set.of(), Duration.ZERO);

	/**
	 * Create a supervision.
	 * @param always whether exit code 0 leads to a restart
	 * @param delay the time before the first restart, at least 1 ms
	 * @param maxDelay the longest time, at least as long
	 * @param stableAfter when the delay begins anew
	 * @param maxFailures the number of failures, at least 1
	 * @param failuresWithin the time within which they count, longer than 0
	 * @param ignoredExitCodes numbers between 0 and 255
	 * @param liveness zero, or the time without a sign of life, at least 1 second
	 * @throws IllegalArgumentException if one of them is something else
	 */
	public Supervision {
		for (Duration time : List.of(delay, maxDelay, stableAfter, failuresWithin, liveness)) {
			check(!time.isNegative() && time.compareTo(MAX_TIME) <= 0,
					"each time of the supervision must be between 0 and " + MAX_TIME.toDays() + " days");
		}
		check(delay.compareTo(MIN_DELAY) >= 0 && delay.compareTo(maxDelay) <= 0,
				"the delay before a restart must be at least a millisecond, and not longer than the longest one");
		check(!failuresWithin.isZero(), "failures count within a time that is longer than 0");
		check(liveness.isZero() || liveness.compareTo(MIN_LIVENESS) >= 0,
				"the time without a sign of life must be at least a second, or 0 for any time");
		check(maxFailures > 0, "the supervisor cannot give up before the first failure");
		check(ignoredExitCodes.stream().allMatch((code) -> code >= 0 && code <= MAX_EXIT_CODE),
				"an exit code is a number between 0 and " + MAX_EXIT_CODE);
		ignoredExitCodes = Set.copyOf(ignoredExitCodes);
	}

	private static void check(boolean right, String message) {
		if (!right) {
			throw new IllegalArgumentException(message);
		}
	}

	/**
	 * Return a supervision that starts a daemon again that has failed: after 1 second,
	 * and after twice as long for each further failure, up to 60 seconds. It begins with
	 * 1 second again when the daemon has been ready for 60 seconds, and gives up after 5
	 * failures within 10 minutes.
	 * @return the supervision
	 */
	public static Supervision onFailure() {
		return ON_FAILURE;
	}

	PlannedSupervision planned(Duration startTimeout, String logFile) {
		return new PlannedSupervision(this.always, this.delay.toMillis(), this.maxDelay.toMillis(),
				this.stableAfter.toMillis(), this.maxFailures, this.failuresWithin.toMillis(),
				new TreeSet<>(this.ignoredExitCodes).stream().toList(), this.liveness.toMillis(),
				startTimeout.toMillis(), logFile);
	}

}
