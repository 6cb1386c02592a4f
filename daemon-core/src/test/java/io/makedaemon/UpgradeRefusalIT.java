package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.LockProber;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * An upgrade that is refused, or whose new generation fails, leaves the running
 * generation as it was.
 */
class UpgradeRefusalIT {

	/** Less than an upgrade waits for a running daemon that does not respond. */
	private static final Duration SOON = Duration.ofSeconds(25);

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	private UpgradedServer server;

	@BeforeEach
	void createServer() {
		this.server = UpgradedServer.onPort(this.programs, this.directory);
	}

	@Test
	void goesOnIfTheNewGenerationFails() throws IOException {
		goesOnIfTheNewGenerationFails("then=fail");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "then=exit", "-XX:+NoSuchOption", "then=hang" })
	void goesOnIfTheNewGenerationFails(String how) throws IOException {
		ProcessFacts first = Programs.daemon(this.server.launch());
		LockProber prober = new LockProber(this.programs.processes(), this.server.pidFile(), this.directory);
		try (AskingClients clients = new AskingClients(this.server, 1)) {
			Run run = how.startsWith("-") ? this.server.upgrade("attr.jvmOption=" + how).run()
					: this.server.upgrade(how, "attr.startTimeout=PT5S").run();
			assertThat(run.exitCode()).isEqualTo(UpgradedServer.FAILED);
			assertThat(run.stdout()).contains(switch (how) {
				case "then=exit" -> "ended with exit code 3";
				case "then=fail" -> "no database";
				case "then=hang" -> "not ready within 5 seconds";
				default -> "NoSuchOption";
			});
			clients.awaitAnswers();
			assertThat(clients.end()).isEmpty();
			assertThat(clients.answers()).containsExactly(first.pid() + " 1 ping");
			assertThat(prober.stop().successes()).isZero();
		}
		assertCanStillBeUpgraded(first);
	}

	/**
	 * Whoever stops the daemon wants none, neither this generation nor the next.
	 */
	@Test
	@FullTier
	void endsIfTheRunningGenerationIsStopped() throws Exception {
		ProcessFacts first = Programs.daemon(this.server.launch());
		Started command = this.server.upgrade("then=wait").start();
		this.server.awaitNewGeneration(first);
		RunningDaemon running = RunningDaemon.find(this.server.pidFile()).orElseThrow();
		assertThat(running.stop(SOON)).isTrue();
		assertThat(RunningDaemon.find(this.server.pidFile())).isEmpty();
		Run run = command.await();
		assertThat(run.exitCode()).isEqualTo(UpgradedServer.FAILED);
		assertThat(run.stdout()).contains("cannot upgrade process " + running.pid() + ": it was stopped meanwhile");
		this.programs.processes().awaitNone();
		assertThat(this.server.pidFile()).doesNotExist();
	}

	@Test
	@FullTier
	void goesOnIfTheCommandIsCancelled() throws IOException {
		ProcessFacts first = Programs.daemon(this.server.launch());
		Started command = this.server.upgrade("then=wait").start();
		this.server.awaitNewGeneration(first);
		Path shared = this.directory.resolve("shared");
		Awaitility.await("new generation").until(() -> Files.readString(shared).equals("1 true\n2 true\n"));
		ProcessHandle.of(command.pid()).orElseThrow().destroy();
		assertThat(command.await().exitCode()).isNotZero();
		Awaitility.await("end of the new generation")
			.until(() -> Files.readString(shared).equals("1 true\n2 true\n1 false\n"));
		assertCanStillBeUpgraded(first);
	}

	@Test
	@FullTier
	void goesOnIfTheFormerGenerationDoesNotRespond() throws IOException {
		ProcessFacts first = Programs.daemon(this.server.launch());
		first.signal("STOP");
		Run run = this.server.upgrade().run();
		first.signal("CONT");
		assertThat(run.exitCode()).isEqualTo(UpgradedServer.FAILED);
		assertThat(run.stdout()).contains("it has not responded within 30 seconds");
		assertCanStillBeUpgraded(first);
	}

	/**
	 * The daemon and the command see a temporary directory that is full.
	 */
	@Test
	@FullTier
	@EnabledIfRoot
	void goesOnIfTheDiskIsFull() throws IOException {
		assumeThat(this.programs.processes().program("unshare").args("-m", "true").run().exitCode())
			.as("file systems can be mounted")
			.isZero();
		Path temporary = Files.createDirectory(this.directory.resolve("temporary"));
		ProcessFacts first = Programs.daemon(this.server.launch("java.io.tmpdir=" + temporary)
			.shell("exec unshare -m /bin/sh -c 'mount -t tmpfs -o size=20m none " + temporary
					+ " && exec \"$@\"' sh \"$@\""));
		String inside = "nsenter -m -t " + first.pid() + " ";
		assertThat(this.programs.processes()
			.program("/bin/sh")
			.args("-c", inside + "dd if=/dev/zero of=" + temporary + "/full")
			.run()
			.stderr()).contains("No space left on device");
		Run run = this.server.upgrade("java.io.tmpdir=" + temporary).shell("exec " + inside + "\"$@\"").run();
		assertThat(run.exitCode()).as(run.toString()).isEqualTo(UpgradedServer.FAILED);
		assertThat(run.stdout()).contains("No space left on device", "-Djava.io.tmpdir");
		this.server.assertServes(first);
	}

	@Test
	@FullTier
	void refusesASecondUpgradeMeanwhile() throws IOException {
		ProcessFacts first = Programs.daemon(this.server.launch());
		Started command = this.server.upgrade("then=wait").start();
		this.server.awaitNewGeneration(first);
		Run second = this.server.upgrade().run();
		assertThat(second.exitCode()).isEqualTo(UpgradedServer.FAILED);
		assertThat(second.stdout()).contains("another upgrade is in progress");
		Run start = this.server.launch().run();
		assertThat(start.exitCode()).isEqualTo(UpgradedServer.FAILED);
		assertThat(start.stdout()).contains(this.server.pidFile() + " is locked by process " + first.pid());
		Programs.go(this.directory);
		assertThat(command.await().exitCode()).isZero();
	}

	/**
	 * Whichever is slower may also find the new generation, and replace that.
	 */
	@Test
	@FullTier
	void refusesOneOfTwoUpgradesAtTheSameInstant() throws IOException {
		Programs.daemon(this.server.launch());
		List<Started> commands = List.of(this.server.upgrade().start(), this.server.upgrade().start());
		List<Run> runs = commands.stream().map(Started::await).toList();
		assertThat(runs).anyMatch((run) -> run.exitCode() == 0)
			.allSatisfy((run) -> assertThat(run.elapsed()).isLessThan(SOON))
			.filteredOn((run) -> run.exitCode() != 0)
			.allSatisfy((run) -> assertThat(run.stdout()).containsPattern(
					"upgrade is in progress|is being replaced|has not ended yet|has just ended|has ended|not ready"));
		this.server.assertServes(new ProcessFacts(this.server.running().pid()));
	}

	@Test
	@FullTier
	void refusesWhatCannotBeUpgraded() {
		assertThat(this.server.upgrade().run().stdout()).contains("the daemon is not running");
		ProcessFacts deaf = Programs.daemon(this.server.launch("-Xrs"));
		assertThat(this.server.upgrade().run().stdout()).contains("does not handle SIGHUP");
		deaf.signal("KILL");
		Awaitility.await("end").until(() -> !deaf.isAlive());
	}

	private void assertCanStillBeUpgraded(ProcessFacts daemon) throws IOException {
		this.server.assertServes(daemon);
		this.server.upgraded(daemon, this.server.upgrade());
	}

}
