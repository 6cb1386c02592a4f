package io.makedaemon.spring.boot.command;

import java.time.Duration;
import java.time.Instant;

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
		return daemon.supervisor().filter(RunningSupervisor::isWaiting).map(Waiting::describe).orElse(null);
	}

	private static String describe(RunningSupervisor supervisor) {
		return supervisor.lastEnd().orElse("it has failed") + "; its supervisor, process " + supervisor.pid()
				+ ", starts it again"
				+ supervisor.nextStart()
					.map((time) -> " in " + time(time) + " (restart " + (supervisor.restarts() + 1) + ")")
					.orElse("");
	}

	private static String time(Instant next) {
		Duration left = Duration.between(Instant.now(), next);
		return RunningStatus.uptime(left.isNegative() ? Duration.ZERO : left);
	}

}
