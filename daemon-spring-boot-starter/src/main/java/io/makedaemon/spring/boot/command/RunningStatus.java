package io.makedaemon.spring.boot.command;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;

import io.makedaemon.RunningDaemon;
import io.makedaemon.spring.boot.health.HealthAddress;
import io.makedaemon.spring.boot.logging.LogFiles;

/**
 * Describes a running daemon.
 */
final class RunningStatus {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
		.withZone(ZoneId.systemDefault());

	/** What the core publishes the sockets as. */
	static final String SOCKETS = "sockets";

	private static final String GENERATION = "generation";

	private static final String UPGRADING = "upgrading";

	private static final String PREDECESSOR = "predecessor";

	private static final String FIRST = "1";

	private RunningStatus() {
	}

	/**
	 * Describe a daemon. Another user's daemon does not reveal everything.
	 * @param daemon the daemon
	 * @return the description, to follow its name
	 */
	static String of(RunningDaemon daemon) {
		Map<String, String> published = daemon.published();
		Optional<Instant> readyAt = daemon.readyAt();
		String health = published.get(HealthAddress.PUBLISHED_AS);
		String state = (health != null) ? PublishedHealth.ask(health) : null;
		String log = published.get(LogFiles.PUBLISHED_AS);
		String sockets = published.get(SOCKETS);
		return ((readyAt.isEmpty() && !published.isEmpty()) ? "is starting" : "is running") + ", up "
				+ uptime(Duration.between(daemon.startedAt(), Instant.now()))
				+ readyAt.map((time) -> ", ready since " + TIME.format(time)).orElse("") + ", pid " + daemon.pid()
				+ generations(published) + ((sockets != null) ? ", listens on " + sockets : "")
				+ ((state != null) ? ", health " + state : "") + ((log != null) ? ", log file " + log : "");
	}

	/**
	 * Describe the generation, and the other one that is running as well.
	 */
	private static String generations(Map<String, String> published) {
		String generation = published.getOrDefault(GENERATION, FIRST);
		String text = generation.equals(FIRST) ? "" : ", generation " + generation;
		if (!published.getOrDefault(UPGRADING, "").isEmpty()) {
			text += ", an upgrade is in progress";
		}
		String predecessor = published.getOrDefault(PREDECESSOR, "");
		return predecessor.isEmpty() ? text : text + ", replaces pid " + predecessor + ", which has not ended yet";
	}

	/**
	 * Return a duration in the two largest units that matter.
	 */
	static String uptime(Duration time) {
		if (time.toDays() > 0) {
			return time.toDays() + " d " + time.toHoursPart() + " h";
		}
		if (time.toHours() > 0) {
			return time.toHours() + " h " + time.toMinutesPart() + " min";
		}
		return ((time.toMinutes() > 0) ? time.toMinutes() + " min " : "") + time.toSecondsPart() + " s";
	}

}
