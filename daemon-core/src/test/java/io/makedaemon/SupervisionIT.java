package io.makedaemon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.testsupport.FullTier;
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

	private static final int SIGINT = 2;

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	private SupervisedDaemon supervised;

	@BeforeEach
	void findPort() throws IOException {
		this.supervised = SupervisedDaemon.onPort(this.programs, this.directory);
	}

	/**
	 * The clients wait meanwhile, the lock is never free, and nothing that was printed is
	 * lost.
	 */
	@Test
	void comesBackWhenItWasKilled() throws IOException, InterruptedException {
		ProcessFacts daemon = Programs
			.daemon(this.supervised.launch(SupervisedDaemon.AT_ONCE, "attr.programName=orders"));
		RunningDaemon running = this.supervised.running();
		ProcessFacts supervisor = SupervisedDaemon.supervisor(running);
		assertThat(supervisor.toString()).contains("orders: supervisor");
		assertThat(daemon.parent()).isEqualTo(supervisor.pid());
		this.supervised.tell("unread", "last words");
		daemon.signal("KILL");
		ProcessFacts next = this.supervised.awaitNext(daemon, 1);
		assertThat(next.parent()).isEqualTo(supervisor.pid());
		assertThat(this.supervised.log()).isEqualTo("former: last\nformer: words\n");
		assertThat(this.supervised.lines("starts").get(1)).startsWith(next.pid() + " 1 process " + daemon.pid()
				+ " was killed by SIGKILL (by somebody, or by the kernel because memory ran out) after it was ready for ");
		RunningSupervisor seen = this.supervised.running().supervisor().orElseThrow();
		assertThat(seen.restarts()).isEqualTo(1);
		assertThat(seen.lastEnd()).get().asString().startsWith("process " + daemon.pid() + " was killed by SIGKILL");
		assertThat(seen.lastEndAt()).get().matches((time) -> time.isBefore(Instant.now()));
		assertThat(seen.nextStart()).isEmpty();
		assertThat(this.supervised.running().stop(Duration.ofSeconds(30))).isTrue();
		this.supervised.assertNothingIsLeft();
	}

	/**
	 * What a process was handed and has not logged is the next one's.
	 */
	@Test
	@FullTier
	void losesNoOutputOfSeveralThatHaveCrashed() throws IOException {
		ProcessFacts daemon = Programs.daemon(this.supervised.launch(SupervisedDaemon.AT_ONCE, "then=crash"));
		this.supervised.tell("unread", "first", "halt=9");
		this.supervised.awaitNext(daemon, 3);
		assertThat(this.supervised.log())
			.isEqualTo("former: first\nformer: printed by restart 1\nformer: printed by restart 2\n");
	}

	/**
	 * While it waits, the pid file leads to the supervisor.
	 */
	@Test
	void canBeStoppedBeforeItComesBack() throws Exception {
		Path log = Files.createFile(this.directory.resolve("app.log"));
		ProcessFacts daemon = Programs.daemon(this.supervised.launch(SupervisedDaemon.LATER, "attr.logFile=" + log));
		ProcessFacts supervisor = SupervisedDaemon.supervisor(this.supervised.running());
		this.supervised.tell("exit=3");
		RunningDaemon waiting = this.supervised.awaitWaiting(daemon);
		assertThat(waiting.pid()).isEqualTo(supervisor.pid());
		assertThat(waiting.supervisor().orElseThrow().nextStart()).get()
			.matches((time) -> time.isAfter(Instant.now().plusSeconds(3000)));
		assertThat(LockProber.canLock(this.programs.processes(), this.supervised.pidFile())).isFalse();
		assertThat(Files.readString(log)).contains(
				"process " + daemon.pid() + " ended with exit code 3 after it was ready for ",
				"; it is started again in 60 minutes (restart 1)");
		assertThat(waiting.signal(DaemonSignal.HUP)).isFalse();
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), this.supervised.port())) {
			assertThat(client.isConnected()).isTrue();
		}
		Run second = this.supervised.launch(SupervisedDaemon.LATER).run();
		assertThat(second.exitCode()).isEqualTo(UpgradedServer.FAILED);
		assertThat(second.stdout())
			.contains("is locked by process " + supervisor.pid() + ": the daemon is already running")
			.contains("its supervisor starts it again in ");
		assertThat(waiting.stop(Duration.ofSeconds(30))).isTrue();
		this.supervised.assertNothingIsLeft();
	}

	@ParameterizedTest
	@ValueSource(strings = { "exit=0", "exit=42", "exit=143" })
	void isNotStartedAgainWhenItHasEndedAsItShould(String end) throws IOException {
		Programs.daemon(this.supervised.launch(SupervisedDaemon.AT_ONCE));
		this.supervised.tell(end);
		this.supervised.assertNothingIsLeft();
		assertThat(this.supervised.lines("starts")).hasSize(1);
	}

	@Test
	@FullTier
	void isStartedAgainWheneverItEndsByItselfIfThatIsWanted() throws IOException {
		ProcessFacts daemon = Programs
			.daemon(this.supervised.launch(SupervisedDaemon.AT_ONCE.replace("false", "true")));
		this.supervised.tell("exit=0");
		ProcessFacts next = this.supervised.awaitNext(daemon, 1);
		next.signal("TERM");
		this.supervised.assertNothingIsLeft();
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "TERM", "INT" })
	void endsWhenTheDaemonIsToldToEnd(String signal) throws IOException {
		Programs.daemon(this.supervised.launch(SupervisedDaemon.AT_ONCE)).signal(signal);
		this.supervised.assertNothingIsLeft();
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "TERM", "INT" })
	void stopsTheDaemonWhenItIsToldToEnd(String signal) throws IOException {
		Programs.daemon(this.supervised.launch(SupervisedDaemon.AT_ONCE));
		ProcessFacts supervisor = SupervisedDaemon.supervisor(this.supervised.running());
		assumeThat(supervisor.ignores(SIGINT)).as("a shell that runs the tests in the background").isFalse();
		supervisor.signal(signal);
		this.supervised.assertNothingIsLeft();
	}

	@Test
	@FullTier
	void isNotEndedBySighup() throws IOException {
		ProcessFacts daemon = Programs.daemon(this.supervised.launch(SupervisedDaemon.AT_ONCE));
		ProcessFacts supervisor = SupervisedDaemon.supervisor(this.supervised.running());
		supervisor.signal("HUP");
		daemon.signal("KILL");
		assertThat(this.supervised.awaitNext(daemon, 1).parent()).isEqualTo(supervisor.pid());
	}

	/**
	 * The daemon goes on, and looks after its pid file itself.
	 */
	@Test
	void leavesTheDaemonRunningWhenItIsKilled() throws IOException, InterruptedException {
		ProcessFacts daemon = Programs.daemon(this.supervised.launch(SupervisedDaemon.AT_ONCE));
		SupervisedDaemon.supervisor(this.supervised.running()).kill();
		RunningDaemon running = this.supervised.running();
		assertThat(running.pid()).isEqualTo(daemon.pid());
		assertThat(running.supervisor()).isEmpty();
		assertThat(running.stop(Duration.ofSeconds(30))).isTrue();
		this.supervised.assertNothingIsLeft();
	}

	/**
	 * The pid file says why.
	 */
	@ParameterizedTest
	@CsvSource({ "fail, 4, 'ended with exit code 1 before it was ready: no database. Create it.'",
			"hopeless, 2, 'ended with exit code 1 before it was ready: no configuration'" })
	void givesUp(String how, int starts, String reason) throws IOException {
		Path log = Files.createFile(this.directory.resolve("app.log"));
		Programs.daemon(this.supervised.launch(SupervisedDaemon.AT_ONCE, "then=" + how, "attr.logFile=" + log));
		this.supervised.tell("unread", "halt=9");
		this.programs.processes().awaitNone();
		List<String> started = this.supervised.lines("starts");
		assertThat(started).hasSize(starts);
		String last = started.get(starts - 1).split(" ", -1)[0];
		assertThat(Files.readString(this.supervised.pidFile())).startsWith(last + "\nprocess " + last + " " + reason)
			.contains("it is not started again");
		assertThat(Files.readString(log)).contains(reason + "; it is not started again",
				"io.makedaemon.Supervisor : it had printed: the last try\n");
		assertThat(RunningDaemon.find(this.supervised.pidFile())).isEmpty();
		Programs.daemon(this.supervised.launch(SupervisedDaemon.AT_ONCE));
	}

	@Test
	@FullTier
	void killsAProcessThatIsNotReadyAgainInTime() throws IOException {
		Programs.daemon(this.supervised.launch("false,PT0.01S,PT0.02S,PT10S,2,PT1M,42,PT0S", "then=hang",
				"attr.startTimeout=PT3S"));
		this.supervised.tell("halt=9");
		this.programs.processes().awaitNone();
		assertThat(Files.readString(this.supervised.pidFile()))
			.contains("was not ready within 3 seconds, and was killed");
	}

	/**
	 * Its thread dump is the last that it prints.
	 */
	@Test
	@FullTier
	void killsAProcessThatShowsNoSignOfLife() throws IOException {
		ProcessFacts daemon = Programs.daemon(this.supervised.launch("false,PT0.01S,PT0.02S,PT10S,4,PT1M,42,PT1S"));
		this.supervised.tell("unread");
		Files.createFile(this.directory.resolve("dead"));
		this.supervised.awaitNext(daemon, 1);
		assertThat(this.supervised.lines("starts").get(1))
			.contains("has shown no sign of life for 1 second, and was killed");
		assertThat(this.supervised.log()).contains("former: Full thread dump");
	}

	/**
	 * A start that was never ready is a failed start.
	 */
	@Test
	void doesNotSuperviseAFailedStart() throws IOException {
		Run run = this.supervised.launch(SupervisedDaemon.AT_ONCE, "-XX:NoSuchOption").run();
		assertThat(run.exitCode()).isNotZero();
		Run failed = this.supervised.launch(SupervisedDaemon.AT_ONCE, "attr.jvmOption=-Xmx1k").run();
		assertThat(failed.exitCode()).isEqualTo(UpgradedServer.FAILED);
		assertThat(failed.stdout()).contains("the daemon ended with exit code 1 before it was ready");
		this.supervised.assertNothingIsLeft();
	}

	/**
	 * The new first child is the supervisor from then on.
	 */
	@Test
	@FullTier
	void isReplacedInAnUpgrade() throws IOException {
		UpgradedServer server = UpgradedServer.onPort(this.programs, this.directory)
			.supervised(SupervisedDaemon.AT_ONCE);
		ProcessFacts first = Programs.daemon(server.launch());
		ProcessFacts supervisor = SupervisedDaemon.supervisor(this.supervised.running());
		ProcessFacts second = server.upgraded(first, server.upgrade());
		assertThat(second.parent()).isNotEqualTo(supervisor.pid());
		Awaitility.await("end of the former supervisor").until(() -> !supervisor.isAlive());
		second.kill();
		ProcessFacts third = new ProcessFacts(Awaitility.await("restart")
			.atMost(Programs.TIMEOUT)
			.until(() -> RunningDaemon.find(server.pidFile())
				.filter((running) -> running.pid() != second.pid() && running.readyAt().isPresent()),
					Optional::isPresent)
			.orElseThrow()
			.pid());
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
		UpgradedServer server = UpgradedServer.onPort(this.programs, this.directory)
			.supervised(SupervisedDaemon.AT_ONCE);
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
		assertThat(server.ask("ping"))
			.startsWith(this.supervised.running().pid() + " " + (then.equals("wait") ? 2 : 1));
	}

}
