package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.testsupport.EnabledIfStrace;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Conformance: whichever process of an upgrade is killed or stopped, and whenever, one
 * generation serves, the pid file names it, and a command that lives says what happened.
 *
 * <p>
 * The steps are calls of the first child of the new generation, in their order. It is
 * stopped when it has done the call, and goes on when another process is killed.
 */
@EnabledIfStrace
class UpgradeKilledIT {

	private static final int SIGINT = 128 + 2;

	private static final int SIGKILL = 128 + 9;

	@RegisterExtension
	final Programs programs = new Programs().untraced();

	@TempDir
	Path directory;

	private UpgradedServer server;

	@BeforeEach
	void createServer() {
		this.server = UpgradedServer.onPort(this.programs, this.directory);
	}

	@AfterEach
	void removeLinks() {
		this.server.removeLinks();
	}

	/**
	 * A first child that is killed before the pid file is written leaves the former
	 * generation in charge, and one that is killed behind that the new one.
	 */
	@FullTier
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			listening      | listen    | false
			request        | kill      | false
			connection     | accept4   | false
			offer          | recvmsg   | false
			pid file       | pwrite64  | false
			shortened file | ftruncate | true
			last step      | sendmsg   | true
			""")
	void oneGenerationGoesOnWhenTheFirstChildIsKilledAt(String step, String call, boolean upgraded) throws IOException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		Run run = this.server.tracedUpgrade(inject(call, "KILL")).run();
		assertThat(run.exitCode()).as(run.toString()).isEqualTo(upgraded ? 0 : UpgradedServer.FAILED);
		assertGoesOn(former, upgraded);
	}

	@Test
	@FullTier
	void formerGenerationGoesOnWhenTheFirstChildIsKilledWhileTheNewOneStarts() throws IOException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		Started command = this.server.upgrade("then=wait").start();
		this.server.awaitNewGeneration(former);
		Programs.await(this.directory.resolve("shared"), "1 true\n2 true\n");
		firstChild(command).kill();
		Programs.go(this.directory);
		Run run = command.await();
		assertThat(run.exitCode()).isEqualTo(UpgradedServer.FAILED);
		assertThat(run.stdout()).contains("process " + former.pid() + " goes on");
		assertGoesOn(former, false);
	}

	@FullTier
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			listening      | listen    | false
			request        | kill      | false
			connection     | accept4   | false
			offer          | recvmsg   | false
			pid file       | pwrite64  | true
			shortened file | ftruncate | true
			last step      | sendmsg   | true
			""")
	void oneGenerationGoesOnWhenTheCommandIsKilledAt(String step, String call, boolean upgraded) throws IOException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		Started command = this.server.tracedUpgrade(inject(call, "STOP")).start();
		ProcessFacts firstChild = awaitStopped(command);
		new ProcessFacts(command.pid()).kill();
		assertThat(command.await().exitCode()).isEqualTo(SIGKILL);
		firstChild.signal("CONT");
		assertGoesOn(former, upgraded);
	}

	@Test
	@FullTier
	void formerGenerationGoesOnWhenTheCommandIsKilledWhileTheNewOneStarts() throws IOException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		Started command = this.server.upgrade("then=wait").start();
		this.server.awaitNewGeneration(former);
		new ProcessFacts(command.pid()).kill();
		assertThat(command.await().exitCode()).isEqualTo(SIGKILL);
		assertGoesOn(former, false);
	}

	@Test
	@FullTier
	void newGenerationGoesOnWhenTheCommandIsKilledWhileTheFormerOneDrains() throws IOException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		CompletableFuture<String> slow = this.server.askSlowly(former);
		Started command = this.server.upgrade().start();
		awaitDraining(former);
		new ProcessFacts(command.pid()).kill();
		assertThat(command.await().exitCode()).isEqualTo(SIGKILL);
		this.server.answer();
		assertThat(slow.join()).isEqualTo(former.pid() + " 1 slow");
		assertGoesOn(former, true);
	}

	@Test
	void formerGenerationGoesOnWhenTheNewOneIsKilledWhileItStarts() throws IOException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		Started command = this.server.upgrade("then=wait").start();
		this.server.awaitNewGeneration(former).kill();
		Run run = command.await();
		assertThat(run.exitCode()).isEqualTo(UpgradedServer.FAILED);
		assertThat(run.stdout()).contains("the new generation was killed by SIGKILL", "before it was ready");
		assertGoesOn(former, false);
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "pwrite64", "ftruncate" })
	void formerGenerationGoesOnWhenTheNewOneIsKilledAt(String call) throws IOException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		Started command = this.server.tracedUpgrade(inject(call, "STOP")).start();
		ProcessFacts firstChild = awaitStopped(command);
		this.server.newGeneration(former).kill();
		firstChild.signal("CONT");
		Run run = command.await();
		assertThat(run.exitCode()).as(run.toString()).isEqualTo(UpgradedServer.FAILED);
		assertGoesOn(former, false);
	}

	/**
	 * It is the daemon then, and has been killed as any other one.
	 */
	@Test
	@FullTier
	void saysThatTheNewGenerationHasEndedWhileTheFormerOneDrained() throws IOException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		CompletableFuture<String> slow = this.server.askSlowly(former);
		Started command = this.server.upgrade().start();
		awaitDraining(former);
		ProcessFacts next = this.server.newGeneration(former);
		next.kill();
		this.server.answer();
		assertThat(slow.join()).isEqualTo(former.pid() + " 1 slow");
		Run run = command.await();
		assertThat(run.exitCode()).isEqualTo(UpgradedServer.FAILED);
		assertThat(run.stdout()).contains("the new generation, process " + next.pid()
				+ ", has taken over and has ended since then: start the daemon again");
		this.programs.processes().awaitNone();
		this.server.assertServes(Programs.daemon(this.server.launch()));
	}

	/**
	 * The former one ends, so nobody would serve any more.
	 */
	@Test
	@FullTier
	void newGenerationIsStartedAgainWhenItIsKilledAtTheLastStep() throws IOException {
		ProcessFacts former = Programs.daemon(this.server.supervised(SupervisedDaemon.AT_ONCE).launch());
		Started command = this.server.tracedUpgrade(inject("sendmsg", "STOP")).start();
		ProcessFacts firstChild = awaitStopped(command);
		ProcessFacts next = this.server.newGeneration(former);
		next.kill();
		firstChild.signal("CONT");
		Run run = command.await();
		assertThat(run.exitCode()).as(run.toString()).isEqualTo(UpgradedServer.FAILED);
		assertThat(run.stdout()).contains("the new generation, process " + next.pid()
				+ ", has taken over and has ended since then: its supervisor may start it again");
		Awaitility.await("restart")
			.atMost(Programs.TIMEOUT)
			.until(() -> RunningDaemon.find(this.server.pidFile())
				.filter((running) -> running.pid() != next.pid() && running.readyAt().isPresent())
				.isPresent());
		RunningDaemon running = this.server.running();
		assertThat(new ProcessFacts(running.pid()).parent()).isEqualTo(firstChild.pid());
		assertThat(running.supervisor().orElseThrow().restarts()).isEqualTo(1);
		assertThat(this.server.ask("ping")).isEqualTo(running.pid() + " 2 ping");
		assertThat(former.isAlive()).isFalse();
	}

	/**
	 * From the handover on, the new generation becomes what a start would have made.
	 */
	@FullTier
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			listening      | listen    | false
			request        | kill      | false
			offer          | recvmsg   | true
			pid file       | pwrite64  | true
			shortened file | ftruncate | true
			last step      | sendmsg   | true
			""")
	void newGenerationServesOrNothingIsLeftWhenTheFormerOneIsKilledAt(String step, String call, boolean upgraded)
			throws IOException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		Started command = this.server.tracedUpgrade(inject(call, "STOP")).start();
		ProcessFacts firstChild = awaitStopped(command);
		former.kill();
		firstChild.signal("CONT");
		assertServesOrNothingIsLeft(former, command.await(), upgraded);
	}

	/**
	 * The former generation is killed instead of doing a call of its own.
	 */
	@FullTier
	@ParameterizedTest
	@CsvSource({ "connect, false", "sendmsg, false", "recvmsg, true" })
	void newGenerationServesOrNothingIsLeftWhenTheFormerOneIsKilledInsteadOf(String call, boolean upgraded)
			throws IOException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		Started strace = this.server.traced(former, call + ":signal=SIGKILL");
		Run run = this.server.upgrade().run();
		strace.await();
		assertServesOrNothingIsLeft(former, run, upgraded);
	}

	private void assertServesOrNothingIsLeft(ProcessFacts former, Run run, boolean upgraded) throws IOException {
		if (upgraded) {
			assertThat(run.exitCode()).as(run.toString()).isZero();
			assertGoesOn(former, true);
		}
		else {
			assertThat(run.exitCode()).as(run.toString()).isEqualTo(UpgradedServer.FAILED);
			assertThat(run.stdout()).contains("process " + former.pid() + ": it has ended");
			this.programs.processes().awaitNone();
			this.server.assertServes(Programs.daemon(this.server.launch()));
		}
	}

	@FullTier
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			offer    | recvmsg  | the upgrade was cancelled
			pid file | pwrite64 | the new generation is in charge, and the former one finishes what it has begun
			""")
	void oneGenerationGoesOnWhenTheCommandIsInterruptedAt(String step, String call, String message) throws IOException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		Started command = this.server.tracedUpgrade(inject(call, "STOP"))
			.shell("exec env --default-signal \"$@\"")
			.start();
		awaitStopped(command);
		new ProcessFacts(command.pid()).signal("INT");
		Run run = command.await();
		assertThat(run.exitCode()).isEqualTo(SIGINT);
		assertThat(run.stderr()).endsWith(": " + message + "\n");
		assertGoesOn(former, !message.contains("cancelled"));
	}

	@Test
	@FullTier
	void newGenerationServesWhileTheFormerOneIsStoppedBeforeItIsReplaced() throws IOException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		Started command = this.server.upgrade("then=wait", "endTimeout=PT2S").start();
		this.server.awaitNewGeneration(former);
		former.signal("STOP");
		Programs.go(this.directory);
		assertNewGenerationServes(former, command.await());
		former.signal("CONT");
		assertGoesOn(former, true);
	}

	@Test
	@FullTier
	void newGenerationServesWhileTheFormerOneIsStoppedInItsDrain() throws IOException {
		ProcessFacts former = Programs.daemon(this.server.launch());
		CompletableFuture<String> slow = this.server.askSlowly(former);
		Started command = this.server.upgrade("endTimeout=PT2S").start();
		awaitDraining(former);
		former.signal("STOP");
		this.server.answer();
		assertNewGenerationServes(former, command.await());
		former.signal("CONT");
		assertThat(slow.join()).isEqualTo(former.pid() + " 1 slow");
		assertGoesOn(former, true);
	}

	private void assertNewGenerationServes(ProcessFacts former, Run run) throws IOException {
		assertThat(run.exitCode()).as(run.toString()).isEqualTo(UpgradedServer.FAILED);
		assertThat(run.stdout()).contains("the new generation serves, but process " + former.pid()
				+ ", which it has replaced, has not ended within 2 seconds");
		assertThat(this.server.ask("ping")).endsWith(" 2 ping");
	}

	private static String inject(String call, String signal) {
		return "-e trace=" + call + " -e inject=" + call + ":signal=SIG" + signal + ":when=1";
	}

	private ProcessFacts awaitStopped(Started command) {
		Awaitility.await("the first child is stopped")
			.atMost(Programs.TIMEOUT)
			.until(() -> Files.exists(this.server.straceLog())
					&& Files.readString(this.server.straceLog()).contains("stopped by SIGSTOP"));
		return firstChild(command);
	}

	private static ProcessFacts firstChild(Started command) {
		return ProcessFacts.all()
			.filter((process) -> process.isAlive() && process.parent() == command.pid())
			.filter((process) -> process.toString().contains(Stage1FirstChild.class.getName()))
			.findFirst()
			.orElseThrow();
	}

	private void awaitDraining(ProcessFacts former) {
		Awaitility.await("drain")
			.atMost(Programs.TIMEOUT)
			.until(() -> Files.exists(this.server.pidFile())
					&& !Files.readString(this.server.pidFile()).strip().equals(Long.toString(former.pid()))
					&& this.server.ask("ping").endsWith(" 2 ping"));
	}

	/**
	 * Waits until one generation is left, which serves.
	 */
	private void assertGoesOn(ProcessFacts former, boolean upgraded) throws IOException {
		Awaitility.await("one generation")
			.atMost(Programs.TIMEOUT)
			.until(() -> former.isAlive() != upgraded && this.programs.processes().alive().size() == 1);
		List<ProcessFacts> alive = this.programs.processes().alive();
		assertThat(alive).hasSize(1);
		this.server.assertServes(alive.get(0));
		if (!upgraded) {
			this.server.upgraded(former, this.server.upgrade());
		}
	}

}
