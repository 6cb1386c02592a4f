package io.makedaemon;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

import io.makedaemon.programs.SupervisedProgram;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A supervised daemon with one port, which does what a test tells it.
 */
final class SupervisedDaemon {

	/** Restarts at once. */
	static final String AT_ONCE = "false,PT0.01S,PT0.02S,PT10S,4,PT1M,42,PT0S";

	/** Restarts at once, whenever that is necessary. */
	static final String ALWAYS_AT_ONCE = "false,PT0.01S,PT0.01S,PT0S,1000000,PT1S,42,PT0S";

	/** Does not restart while a test runs. */
	static final String LATER = "false,PT1H,PT1H,PT10S,4,PT1M,42,PT0S";

	private final Programs programs;

	private final Path directory;

	private final int port;

	private SupervisedDaemon(Programs programs, Path directory, int port) {
		this.programs = programs;
		this.directory = directory;
		this.port = port;
	}

	/**
	 * Returns a daemon on a free port.
	 */
	static SupervisedDaemon onPort(Programs programs, Path directory) throws IOException {
		try (ServerSocket free = new ServerSocket(0)) {
			return new SupervisedDaemon(programs, directory, free.getLocalPort());
		}
	}

	int port() {
		return this.port;
	}

	Launch launch(String supervision, String... properties) {
		return this.programs.program(SupervisedProgram.class, this.directory,
				Stream
					.concat(Stream.of("attr.pidFile=" + pidFile(), "attr.startTimeout=PT1M", "attr.captureOutput=true",
							"attr.port=" + this.port, "attr.supervision=" + supervision), Stream.of(properties))
					.toArray(String[]::new));
	}

	Path pidFile() {
		return this.directory.resolve("pid");
	}

	RunningDaemon running() {
		return RunningDaemon.find(pidFile()).orElseThrow();
	}

	/**
	 * Returns the process that supervises a daemon, as it is when nobody waits for the
	 * start any more.
	 */
	static ProcessFacts supervisor(RunningDaemon daemon) {
		ProcessFacts supervisor = new ProcessFacts(daemon.supervisor().orElseThrow().pid());
		Awaitility.await("title").until(() -> supervisor.toString().contains(": supervisor"));
		return supervisor;
	}

	void tell(String... words) throws IOException {
		Path file = this.directory.resolve("do");
		Files.writeString(this.directory.resolve("do.new"), String.join(" ", words));
		Files.move(this.directory.resolve("do.new"), file);
		Awaitility.await("words are read").atMost(Programs.TIMEOUT).until(() -> Files.notExists(file));
	}

	ProcessFacts awaitNext(ProcessFacts former, int restarts) {
		ProcessFacts next = awaitNext(former);
		assertThat(running().supervisor().orElseThrow().restarts()).isEqualTo(restarts);
		return next;
	}

	ProcessFacts awaitNext(ProcessFacts former) {
		return Awaitility.await("restart")
			.atMost(Programs.TIMEOUT)
			.until(() -> RunningDaemon.find(pidFile())
				.filter((running) -> running.pid() != former.pid() && running.readyAt().isPresent())
				.filter((running) -> running.supervisor().filter((found) -> found.pid() != running.pid()).isPresent())
				.map((running) -> new ProcessFacts(running.pid())), Optional::isPresent)
			.orElseThrow();
	}

	RunningDaemon awaitWaiting(ProcessFacts daemon) {
		Awaitility.await("end").atMost(Programs.TIMEOUT).until(() -> !daemon.isAlive());
		return Awaitility.await("back-off")
			.atMost(Programs.TIMEOUT)
			.until(this::running, (running) -> running.supervisor().flatMap(RunningSupervisor::nextStart).isPresent());
	}

	String log() throws IOException {
		return Files.readString(this.directory.resolve("log"));
	}

	List<String> lines(String name) throws IOException {
		return Files.readAllLines(this.directory.resolve(name));
	}

	void assertNothingIsLeft() {
		this.programs.processes().awaitNone();
		assertThat(pidFile()).doesNotExist();
	}

	List<ProcessFacts> children(ProcessFacts supervisor) {
		return this.programs.processes()
			.alive()
			.stream()
			.filter((process) -> process.parent() == supervisor.pid())
			.toList();
	}

}
