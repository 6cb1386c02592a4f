package io.makedaemon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.programs.SupervisedProgram;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.LockProber;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Conformance: a supervised daemon that has crashed comes back, and one that was told to
 * end does not.
 */
class SupervisionIT {

	/** Restarts at once. */
	private static final String AT_ONCE = "false,PT0.01S,PT0.02S,PT10S,4,PT1M,42,PT0S";

	/** Does not restart while a test runs. */
	private static final String LATER = "false,PT1H,PT1H,PT10S,4,PT1M,42,PT0S";

	private static final int SIGINT = 2;

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	private int port;

	@BeforeEach
	void findPort() throws IOException {
		try (ServerSocket free = new ServerSocket(0)) {
			this.port = free.getLocalPort();
		}
	}

	/**
	 * The clients wait meanwhile, the lock is never free, and nothing that was printed is
	 * lost.
	 */
	@Test
	void comesBackWhenItWasKilled() throws IOException, InterruptedException {
		ProcessFacts daemon = Programs.daemon(launch(AT_ONCE, "attr.programName=orders"));
		RunningDaemon running = running();
		ProcessFacts supervisor = supervisor(running);
		assertThat(supervisor.toString()).contains("orders: supervisor");
		assertThat(daemon.parent()).isEqualTo(supervisor.pid());
		tell("unread", "last words");
		daemon.signal("KILL");
		ProcessFacts next = awaitNext(daemon, 1);
		assertThat(next.parent()).isEqualTo(supervisor.pid());
		assertThat(log()).isEqualTo("former: last\nformer: words\n");
		assertThat(lines("starts").get(1)).startsWith(next.pid() + " 1 process " + daemon.pid()
				+ " was killed by SIGKILL (by somebody, or by the kernel because memory ran out), ready for ");
		RunningSupervisor seen = running().supervisor().orElseThrow();
		assertThat(seen.restarts()).isEqualTo(1);
		assertThat(seen.lastEnd()).get().asString().startsWith("process " + daemon.pid() + " was killed by SIGKILL");
		assertThat(seen.lastEndAt()).get().matches((time) -> time.isBefore(Instant.now()));
		assertThat(seen.nextStart()).isEmpty();
		assertThat(running().stop(Duration.ofSeconds(30))).isTrue();
		assertNothingIsLeft();
	}

	/**
	 * While it waits, the pid file leads to the supervisor.
	 */
	@Test
	void canBeStoppedBeforeItComesBack() throws Exception {
		Path log = Files.createFile(this.directory.resolve("app.log"));
		ProcessFacts daemon = Programs.daemon(launch(LATER, "attr.logFile=" + log));
		ProcessFacts supervisor = supervisor(running());
		tell("exit=3");
		RunningDaemon waiting = awaitWaiting(daemon);
		assertThat(waiting.pid()).isEqualTo(supervisor.pid());
		assertThat(waiting.supervisor().orElseThrow().nextStart()).get()
			.matches((time) -> time.isAfter(Instant.now().plusSeconds(3000)));
		assertThat(LockProber.canLock(this.programs.processes(), pidFile())).isFalse();
		assertThat(Files.readString(log)).contains("process " + daemon.pid() + " ended with exit code 3, ready for ",
				"; it is started again in 60 minutes (restart 1)");
		assertThat(waiting.signal(DaemonSignal.HUP)).isFalse();
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			assertThat(client.isConnected()).isTrue();
		}
		Run second = launch(LATER).run();
		assertThat(second.exitCode()).isEqualTo(UpgradedServer.FAILED);
		assertThat(second.stdout())
			.contains("is locked by process " + supervisor.pid() + ": the daemon is already running")
			.contains("its supervisor starts it again in ");
		assertThat(waiting.stop(Duration.ofSeconds(30))).isTrue();
		assertNothingIsLeft();
	}

	@ParameterizedTest
	@ValueSource(strings = { "exit=0", "exit=42", "exit=143" })
	void isNotStartedAgainWhenItHasEndedAsItShould(String end) throws IOException {
		Programs.daemon(launch(AT_ONCE));
		tell(end);
		assertNothingIsLeft();
		assertThat(lines("starts")).hasSize(1);
	}

	@Test
	@FullTier
	void isStartedAgainWheneverItEndsByItselfIfThatIsWanted() throws IOException {
		ProcessFacts daemon = Programs.daemon(launch(AT_ONCE.replace("false", "true")));
		tell("exit=0");
		ProcessFacts next = awaitNext(daemon, 1);
		next.signal("TERM");
		assertNothingIsLeft();
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "TERM", "INT" })
	void endsWhenTheDaemonIsToldToEnd(String signal) throws IOException {
		Programs.daemon(launch(AT_ONCE)).signal(signal);
		assertNothingIsLeft();
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "TERM", "INT" })
	void stopsTheDaemonWhenItIsToldToEnd(String signal) throws IOException {
		Programs.daemon(launch(AT_ONCE));
		ProcessFacts supervisor = supervisor(running());
		assumeThat(supervisor.ignores(SIGINT)).as("a shell that runs the tests in the background").isFalse();
		supervisor.signal(signal);
		assertNothingIsLeft();
	}

	@Test
	@FullTier
	void isNotEndedBySighup() throws IOException {
		ProcessFacts daemon = Programs.daemon(launch(AT_ONCE));
		ProcessFacts supervisor = supervisor(running());
		supervisor.signal("HUP");
		daemon.signal("KILL");
		assertThat(awaitNext(daemon, 1).parent()).isEqualTo(supervisor.pid());
	}

	/**
	 * The daemon goes on, and looks after its pid file itself.
	 */
	@Test
	void leavesTheDaemonRunningWhenItIsKilled() throws IOException, InterruptedException {
		ProcessFacts daemon = Programs.daemon(launch(AT_ONCE));
		supervisor(running()).kill();
		RunningDaemon running = running();
		assertThat(running.pid()).isEqualTo(daemon.pid());
		assertThat(running.supervisor()).isEmpty();
		assertThat(running.stop(Duration.ofSeconds(30))).isTrue();
		assertNothingIsLeft();
	}

	/**
	 * The pid file says why.
	 */
	@ParameterizedTest
	@CsvSource({ "fail, 4, 'ended with exit code 1, before it was ready: no database'",
			"hopeless, 2, 'ended with exit code 1, before it was ready: no configuration'" })
	void givesUp(String how, int starts, String reason) throws IOException {
		Path log = Files.createFile(this.directory.resolve("app.log"));
		Programs.daemon(launch(AT_ONCE, "then=" + how, "attr.logFile=" + log));
		tell("unread", "halt=9");
		this.programs.processes().awaitNone();
		List<String> started = lines("starts");
		assertThat(started).hasSize(starts);
		String last = started.get(starts - 1).split(" ", -1)[0];
		assertThat(Files.readString(pidFile())).startsWith(last + "\nprocess " + last + " " + reason)
			.contains("it is not started again");
		assertThat(Files.readString(log)).contains(reason + "; it is not started again",
				"io.makedaemon.Supervisor : it had printed: the last try\n");
		assertThat(RunningDaemon.find(pidFile())).isEmpty();
		Programs.daemon(launch(AT_ONCE));
	}

	@Test
	@FullTier
	void killsAProcessThatIsNotReadyAgainInTime() throws IOException {
		Programs.daemon(launch("false,PT0.01S,PT0.02S,PT10S,2,PT1M,42,PT0S", "then=hang", "attr.startTimeout=PT3S"));
		tell("halt=9");
		this.programs.processes().awaitNone();
		assertThat(Files.readString(pidFile())).contains("was not ready within 3 seconds, and was killed");
	}

	/**
	 * Its thread dump is the last that it prints.
	 */
	@Test
	@FullTier
	void killsAProcessThatShowsNoSignOfLife() throws IOException {
		ProcessFacts daemon = Programs.daemon(launch("false,PT0.01S,PT0.02S,PT10S,4,PT1M,42,PT1S"));
		tell("unread");
		Files.createFile(this.directory.resolve("dead"));
		awaitNext(daemon, 1);
		assertThat(lines("starts").get(1)).contains("has shown no sign of life for 1 seconds, and was killed");
		assertThat(log()).contains("former: Full thread dump");
	}

	/**
	 * A start that was never ready is a failed start.
	 */
	@Test
	void doesNotSuperviseAFailedStart() throws IOException {
		Run run = launch(AT_ONCE, "-XX:NoSuchOption").run();
		assertThat(run.exitCode()).isNotZero();
		Run failed = launch(AT_ONCE, "attr.jvmOption=-Xmx1k").run();
		assertThat(failed.exitCode()).isEqualTo(UpgradedServer.FAILED);
		assertThat(failed.stdout()).contains("the daemon ended with exit code 1 before it was ready");
		assertNothingIsLeft();
	}

	/**
	 * The new first child is the supervisor from then on.
	 */
	@Test
	@FullTier
	void isReplacedInAnUpgrade() throws IOException {
		UpgradedServer server = UpgradedServer.onPort(this.programs, this.directory).supervised(AT_ONCE);
		ProcessFacts first = Programs.daemon(server.launch());
		ProcessFacts supervisor = supervisor(running());
		ProcessFacts second = server.upgraded(first, server.upgrade());
		assertThat(second.parent()).isNotEqualTo(supervisor.pid());
		Awaitility.await("end of the former supervisor").until(() -> !supervisor.isAlive());
		second.kill();
		ProcessFacts third = Awaitility.await("restart")
			.atMost(Programs.TIMEOUT)
			.until(() -> new ProcessFacts(running().pid()), (process) -> process.pid() != second.pid()
					&& running().supervisor().isPresent() && process.pid() != running().supervisor().get().pid());
		assertThat(server.ask("ping")).isEqualTo(third.pid() + " 2 ping");
		server.upgraded(third, server.upgrade());
	}

	/**
	 * Whether the former generation is started again depends on what comes of the
	 * upgrade.
	 */
	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "wait", "exit" })
	void waitsForAnUpgradeInProgress(String then) throws IOException {
		UpgradedServer server = UpgradedServer.onPort(this.programs, this.directory).supervised(AT_ONCE);
		ProcessFacts first = Programs.daemon(server.launch());
		Run run;
		if (then.equals("wait")) {
			Started command = server.upgrade("then=wait").start();
			server.awaitNewGeneration(first);
			first.kill();
			Programs.go(this.directory);
			run = command.await();
			assertThat(run.exitCode()).as(run.toString()).isZero();
		}
		else {
			run = server.upgrade("then=exit").run();
			assertThat(run.exitCode()).as(run.toString()).isEqualTo(UpgradedServer.FAILED);
			first.kill();
		}
		Awaitility.await("one generation")
			.atMost(Programs.TIMEOUT)
			.untilAsserted(() -> assertThat(this.programs.processes().alive()).hasSize(2));
		assertThat(server.ask("ping")).startsWith(running().pid() + " " + (then.equals("wait") ? 2 : 1));
	}

	private Launch launch(String supervision, String... properties) {
		return this.programs.program(SupervisedProgram.class, this.directory,
				Stream
					.concat(Stream.of("attr.pidFile=" + pidFile(), "attr.startTimeout=PT1M", "attr.captureOutput=true",
							"attr.port=" + this.port, "attr.supervision=" + supervision), Stream.of(properties))
					.toArray(String[]::new));
	}

	private Path pidFile() {
		return this.directory.resolve("pid");
	}

	private RunningDaemon running() {
		return RunningDaemon.find(pidFile()).orElseThrow();
	}

	private static ProcessFacts supervisor(RunningDaemon daemon) {
		ProcessFacts supervisor = new ProcessFacts(daemon.supervisor().orElseThrow().pid());
		Awaitility.await("title").until(() -> supervisor.toString().contains(": supervisor"));
		return supervisor;
	}

	private void tell(String... words) throws IOException {
		Path file = this.directory.resolve("do");
		Files.writeString(this.directory.resolve("do.new"), String.join(" ", words));
		Files.move(this.directory.resolve("do.new"), file);
		Awaitility.await("words are read").atMost(Programs.TIMEOUT).until(() -> Files.notExists(file));
	}

	private ProcessFacts awaitNext(ProcessFacts former, int restarts) {
		Awaitility.await("restart")
			.atMost(Programs.TIMEOUT)
			.until(() -> RunningDaemon.find(pidFile())
				.filter((running) -> running.pid() != former.pid() && running.readyAt().isPresent())
				.flatMap(RunningDaemon::supervisor)
				.filter((supervisor) -> supervisor.restarts() == restarts)
				.isPresent());
		return new ProcessFacts(running().pid());
	}

	private RunningDaemon awaitWaiting(ProcessFacts daemon) {
		Awaitility.await("end").atMost(Programs.TIMEOUT).until(() -> !daemon.isAlive());
		return Awaitility.await("back-off")
			.atMost(Programs.TIMEOUT)
			.until(this::running, (running) -> running.supervisor().flatMap(RunningSupervisor::nextStart).isPresent());
	}

	private String log() throws IOException {
		return Files.readString(this.directory.resolve("log"));
	}

	private List<String> lines(String name) throws IOException {
		return Files.readAllLines(this.directory.resolve(name));
	}

	private void assertNothingIsLeft() {
		this.programs.processes().awaitNone();
		assertThat(pidFile()).doesNotExist();
	}

}
