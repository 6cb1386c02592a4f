package io.makedaemon.spring.boot.command;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.makedaemon.RunningDaemon;
import io.makedaemon.RunningSupervisor;

/**
 * A daemon that has failed, and that its supervisor is about to start again.
 */
final class Waiting {

	private Waiting() {
	}

	/**
	 * Describe such a daemon.
	 * @param daemon the daemon, or its supervisor
	 * @return what happens, as a sentence without a period; null if the daemon is running
	 */
	static @Nullable String describe(RunningDaemon daemon) {
		Optional<RunningSupervisor> supervisor = daemon.supervisor();
		return supervisor.flatMap(RunningSupervisor::nextStart)
			.map((time) -> supervisor.flatMap(RunningSupervisor::lastEnd).orElse("it has failed")
					+ "; its supervisor, process " + daemon.pid() + ", starts it again in " + time(time) + " (restart "
					+ (supervisor.map(RunningSupervisor::restarts).orElse(0) + 1) + ")")
			.orElse(null);
	}

	private static String time(Instant next) {
		Duration left = Duration.between(Instant.now(), next);
		return RunningStatus.uptime(left.isNegative() ? Duration.ZERO : left);
	}

}
