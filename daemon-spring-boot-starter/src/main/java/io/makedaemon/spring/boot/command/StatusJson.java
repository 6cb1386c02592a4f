package io.makedaemon.spring.boot.command;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.json.JsonWriter.Members;

import io.makedaemon.ResourceUsage;
import io.makedaemon.RunningDaemon;
import io.makedaemon.RunningSupervisor;

/**
 * The status as a JSON object, which {@code docs/status.schema.json} describes. A member
 * that is not known is left out.
 *
 * @param name the program's name
 * @param state what the daemon does
 * @param pidFile the pid file
 * @param lockedBy the process that locks the pid file without being the daemon, 0 if it
 * cannot be found; null if there is none
 * @param daemon the running daemon; null if it is not running
 */
record StatusJson(String name, State state, Path pidFile, @Nullable Long lockedBy, @Nullable RunningStatus daemon) {

	private static final JsonWriter<StatusJson> WRITER = JsonWriter.of(StatusJson::members);

	private static final double MILLIS = 1000;

	/**
	 * Return the object.
	 * @return the text, in one line
	 */
	String text() {
		return WRITER.writeToString(this);
	}

	private static void members(Members<StatusJson> members) {
		members.add("name", StatusJson::name);
		members.add("running", (status) -> status.daemon != null && !status.daemon.isWaiting());
		members.add("state", (status) -> status.state.code);
		members.add("pidFile", (status) -> status.pidFile.toString());
		members.add("pidFileLockedBy", StatusJson::lockedBy).whenNotNull();
		members.add("lastEnd", StatusJson::lastEnd).whenNotNull();
		members.from(StatusJson::daemon).whenNotNull().usingMembers(StatusJson::daemon);
	}

	/**
	 * Return why the supervisor has given up, or how the daemon has ended the last time.
	 */
	private @Nullable String lastEnd() {
		if (this.daemon == null) {
			return (this.state == State.DEAD) ? RunningDaemon.lastEnd(this.pidFile).orElse(null) : null;
		}
		RunningSupervisor supervisor = this.daemon.supervisor();
		return (supervisor != null) ? supervisor.lastEnd().orElse(null) : null;
	}

	private static void daemon(Members<RunningStatus> members) {
		members.add("pid", (status) -> status.daemon().pid());
		members.add("startedAt", (status) -> status.daemon().startedAt().toString());
		members.add("uptimeSeconds", (status) -> seconds(Duration.between(status.daemon().startedAt(), Instant.now())));
		members.add("readyAt", RunningStatus::readyAt).whenNotNull().as(Instant::toString);
		members.add("generation", RunningStatus::generation);
		members.add("upgrading", RunningStatus::isUpgrading);
		members.add("predecessor", RunningStatus::predecessor).whenNotNull();
		members.add("restarts", RunningStatus::restarts);
		members.add("supervisor", RunningStatus::supervisor).whenNotNull().usingMembers(StatusJson::supervisor);
		members.add("listening", (status) -> status.daemon().listening());
		members.add("sockets", RunningStatus::sockets).whenNotNull();
		members.add("health", RunningStatus::health).usingMembers(StatusJson::health);
		members.add("logFile", RunningStatus::log).whenNotNull();
		members.from((status) -> status.daemon().usage()).usingMembers(StatusJson::usage);
	}

	private static void supervisor(Members<RunningSupervisor> members) {
		members.add("pid", RunningSupervisor::pid);
		members.add("lastEndAt", (supervisor) -> text(supervisor.lastEndAt())).whenNotNull();
		members.add("nextStart", (supervisor) -> text(supervisor.nextStart())).whenNotNull();
	}

	private static @Nullable String text(Optional<Instant> time) {
		return time.map(Instant::toString).orElse(null);
	}

	private static void health(Members<Health> members) {
		members.add("status", Health::status).whenNotNull();
		members.add("missing", Health::missing).whenNotNull().as(Health.Missing::code);
	}

	private static void usage(Members<ResourceUsage> members) {
		members.add("residentMemoryBytes", (usage) -> value(usage.residentMemory())).whenNotNull();
		members.add("cpuSeconds", (usage) -> seconds(usage.cpuTime()));
		members.add("openDescriptors", (usage) -> value(usage.openDescriptors())).whenNotNull();
		members.add("descriptorLimit", (usage) -> value(usage.descriptorLimit())).whenNotNull();
	}

	private static double seconds(Duration time) {
		return time.toMillis() / MILLIS;
	}

	private static @Nullable Long value(OptionalLong value) {
		return value.isPresent() ? value.getAsLong() : null;
	}

	private static @Nullable Integer value(OptionalInt value) {
		return value.isPresent() ? value.getAsInt() : null;
	}

	/**
	 * What a daemon does.
	 */
	enum State {

		/** It is running but not ready yet. */
		STARTING("starting"),

		/** It is running. */
		RUNNING("running"),

		/** It has failed, and its supervisor is about to start it again. */
		WAITING("waiting"),

		/** It is not running. */
		STOPPED("stopped"),

		/** It is not running, but has left its pid file. */
		DEAD("dead");

		private final String code;

		State(String code) {
			this.code = code;
		}

		static State of(RunningStatus status) {
			if (status.isWaiting()) {
				return WAITING;
			}
			return status.isStarting() ? STARTING : RUNNING;
		}

	}

}
