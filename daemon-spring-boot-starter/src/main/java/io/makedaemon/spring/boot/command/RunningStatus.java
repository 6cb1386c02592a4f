package io.makedaemon.spring.boot.command;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.makedaemon.RunningDaemon;
import io.makedaemon.RunningSupervisor;
import io.makedaemon.spring.boot.command.Health.Missing;
import io.makedaemon.spring.boot.health.HealthAddress;
import io.makedaemon.spring.boot.logging.LogFiles;

/**
 * What a command finds out about a running daemon. Another user's daemon does not reveal
 * everything, and what a daemon publishes of itself is not trusted.
 *
 * @param daemon the daemon
 * @param readyAt when it became ready; null if it is not ready yet, or does not tell
 * @param isStarting whether it is not ready yet
 * @param generation its generation
 * @param isUpgrading whether an upgrade is in progress
 * @param predecessor the process id of the former generation, if that has not ended yet;
 * otherwise null
 * @param sockets the sockets that it has inherited; null if there are none
 * @param supervisor its supervisor; null if it is not supervised
 * @param isAbandoned whether its supervisor was killed
 * @param health its health
 * @param log its log file; null if there is none
 */
record RunningStatus(RunningDaemon daemon, @Nullable Instant readyAt, boolean isStarting, int generation,
		boolean isUpgrading, @Nullable Long predecessor, @Nullable String sockets,
		@Nullable RunningSupervisor supervisor, boolean isAbandoned, Health health, @Nullable String log) {

	/** What the core publishes the sockets as. */
	static final String SOCKETS = "sockets";

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
		.withZone(ZoneId.systemDefault());

	private static final String GENERATION = "generation";

	private static final String UPGRADING = "upgrading";

	private static final String PREDECESSOR = "predecessor";

	private static final String SUPERVISOR = "supervisor";

	private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");

	private static final int FIRST = 1;

	/**
	 * Look at a daemon.
	 * @param daemon the daemon
	 * @return its status
	 */
	static RunningStatus of(RunningDaemon daemon) {
		Map<String, String> published = daemon.published();
		Instant readyAt = daemon.readyAt().orElse(null);
		Integer generation = number(published.get(GENERATION));
		Integer predecessor = number(published.get(PREDECESSOR));
		RunningSupervisor supervisor = daemon.supervisor().orElse(null);
		return new RunningStatus(daemon, readyAt, readyAt == null && !published.isEmpty(),
				(generation != null) ? generation : FIRST, !published.getOrDefault(UPGRADING, "").isEmpty(),
				(predecessor != null) ? predecessor.longValue() : null, published.get(SOCKETS), supervisor,
				supervisor == null && published.containsKey(SUPERVISOR), health(published),
				published.get(LogFiles.PUBLISHED_AS));
	}

	private static @Nullable Integer number(@Nullable String published) {
		return (published != null && NUMBER.matcher(published).matches()) ? Integer.valueOf(published) : null;
	}

	private static Health health(Map<String, String> published) {
		String address = published.get(HealthAddress.PUBLISHED_AS);
		if (address != null) {
			return PublishedHealth.ask(address);
		}
		return Health.unknown(published.isEmpty() ? Missing.NOT_PERMITTED : Missing.NO_ENDPOINT);
	}

	/**
	 * Describe the daemon in one line.
	 * @return the description, to follow its name
	 */
	String line() {
		return "is " + state() + ", " + times() + ", pid " + this.daemon.pid() + generations() + supervision()
				+ ((this.sockets != null) ? ", listens on " + this.sockets : "")
				+ ((this.health.status() != null) ? ", health " + this.health.status() : "")
				+ ((this.log != null) ? ", log file " + this.log : "");
	}

	/**
	 * Describe for how long it has been running, and since when it is ready.
	 */
	String times() {
		return "up " + uptime(Duration.between(this.daemon.startedAt(), Instant.now()))
				+ ((this.readyAt != null) ? ", ready since " + TIME.format(this.readyAt) : "");
	}

	/**
	 * Describe the generation, and the other one that is running as well.
	 */
	String generations() {
		String text = (this.generation == FIRST) ? "" : ", generation " + this.generation;
		if (this.isUpgrading) {
			text += ", an upgrade is in progress";
		}
		return (this.predecessor == null) ? text
				: text + ", replaces pid " + this.predecessor + ", which has not ended yet";
	}

	/**
	 * Describe the supervisor, and what it had to do.
	 */
	String supervision() {
		if (this.supervisor == null) {
			return this.isAbandoned ? ", not supervised any more, since its supervisor was killed" : "";
		}
		String text = ", supervised by pid " + this.supervisor.pid();
		int restarts = restarts();
		return (restarts == 0) ? text : text + ", " + restarts + ((restarts == 1) ? " restart" : " restarts")
				+ ", the last time because " + this.supervisor.lastEnd().orElse("it had failed");
	}

	/**
	 * Return how often the supervisor has started the daemon again.
	 */
	int restarts() {
		return (this.supervisor != null) ? this.supervisor.restarts() : 0;
	}

	/**
	 * Return whether the daemon has failed, and its supervisor is about to start it
	 * again.
	 */
	boolean isWaiting() {
		return this.supervisor != null && this.supervisor.isWaiting();
	}

	/**
	 * Return what the daemon does.
	 */
	String state() {
		return this.isStarting ? "starting" : "running";
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
