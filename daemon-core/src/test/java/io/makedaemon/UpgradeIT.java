package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.LockProber;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A new generation takes over while the former one serves.
 */
class UpgradeIT {

	/** Most upgrades of a careless program let a request fail. */
	private static final int CARELESS_UPGRADES = 10;

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
	@JdkSensitive
	void answersEachRequest() throws IOException {
		ProcessFacts first = Programs.daemon(this.server.launch());
		LockProber prober = prober(this.server.pidFile());
		try (AskingClients clients = new AskingClients(this.server, 2);
				PidFileReader reader = new PidFileReader(this.server.pidFile())) {
			ProcessFacts second = this.server.upgraded(first, this.server.upgrade());
			ProcessFacts third = this.server.upgraded(second, this.server.upgrade());
			assertThat(this.server.ask("ping")).isEqualTo(third.pid() + " 3 ping");
			clients.awaitAnswers();
			assertThat(clients.end()).isEmpty();
			assertThat(clients.answers()).contains(first.pid() + " 1 ping", second.pid() + " 2 ping",
					third.pid() + " 3 ping");
			assertThat(reader.dead()).isEmpty();
			assertThat(prober.stop().successes()).isZero();
			Awaitility.await("sole owner").until(() -> Files.exists(this.directory.resolve("sole.3")));
			// A generation knows it before the other one runs
			assertThat(this.directory.resolve("shared")).hasContent("1 true\n2 true\n2 false\n2 true\n3 true\n3 false");
		}
		this.server.stop();
		assertThat(this.server.pidFile()).doesNotExist();
	}

	/**
	 * The same load is enough to notice a generation that ends without a drain.
	 */
	@Test
	@FullTier
	void clientsNoticeAFormerGenerationThatDoesNotDrain() {
		ProcessFacts daemon = Programs.daemon(this.server.launch("drain=none"));
		try (AskingClients clients = new AskingClients(this.server, 2)) {
			Queue<String> failures = clients.failures();
			for (int i = 0; i < CARELESS_UPGRADES && failures.isEmpty(); i++) {
				clients.awaitAnswers();
				daemon = this.server.upgraded(daemon, this.server.upgrade("drain=none"));
			}
			assertThat(failures).isNotEmpty();
		}
	}

	@Test
	void finishesARequest() throws IOException {
		ProcessFacts first = Programs.daemon(this.server.launch());
		CompletableFuture<String> slow = this.server.askSlowly(first);
		Started command = this.server.upgrade().start();
		Awaitility.await("takeover").until(() -> !Files.readString(this.server.pidFile()).equals(first.pid() + "\n"));
		Awaitility.await("new generation").until(() -> this.server.ask("ping").endsWith(" 2 ping"));
		assertThat(first.isAlive()).isTrue();
		assertThat(slow).isNotDone();
		assertThat(command.isAlive()).isTrue();
		assertThat(this.directory.resolve("sole.2")).doesNotExist();
		Run again = this.server.upgrade().run();
		assertThat(again.exitCode()).isEqualTo(UpgradedServer.FAILED);
		assertThat(again.stdout()).contains("has not ended yet");
		this.server.answer();
		assertThat(slow.join()).isEqualTo(first.pid() + " 1 slow");
		assertThat(command.await().exitCode()).isZero();
		assertThat(first.isAlive()).isFalse();
		Awaitility.await("sole owner").until(() -> Files.exists(this.directory.resolve("sole.2")));
	}

	@Test
	@FullTier
	void saysThatTheFormerGenerationDoesNotEnd() throws IOException {
		ProcessFacts first = Programs.daemon(this.server.launch());
		CompletableFuture<String> slow = this.server.askSlowly(first);
		Run run = this.server.upgrade("endTimeout=PT2S").run();
		assertThat(run.exitCode()).isEqualTo(UpgradedServer.FAILED);
		assertThat(run.stdout()).contains("the new generation serves, but process " + first.pid()
				+ ", which it has replaced, has not ended within 2 seconds");
		assertThat(first.isAlive()).isTrue();
		assertThat(this.server.ask("ping")).endsWith(" 2 ping");
		this.server.answer();
		assertThat(slow.join()).isEqualTo(first.pid() + " 1 slow");
		Awaitility.await("end").until(() -> !first.isAlive());
	}

	/**
	 * The former generation ends as soon as it has told it.
	 */
	@Test
	@FullTier
	void saysHowManyConnectionsWereCut() {
		Programs.daemon(this.server.launch("cut=1"));
		assertThat(this.server.upgrade("cut=3").run().stdout()).endsWith(", 1 connection was cut\n");
		assertThat(this.server.upgrade().run().stdout()).endsWith(", 3 connections were cut\n");
	}

	@Test
	@FullTier
	void takesOverOnAnotherJdk() throws IOException {
		Jdk other = Jdk.other().orElseThrow(() -> new TestAbortedException("there is only one JDK"));
		ProcessFacts first = Programs.daemon(this.server.launch());
		ProcessFacts second = this.server.upgraded(first, this.server.upgradeOn(other));
		ProcessFacts third = this.server.upgraded(second, this.server.upgrade("attr.jvmOption=-Dgeneration=third"));
		assertThat(this.server.ask("ping")).isEqualTo(third.pid() + " 3 ping");
	}

	@Test
	@FullTier
	void isStoppedAndStartedWhileTheFormerGenerationDrains() throws IOException {
		ProcessFacts first = Programs.daemon(this.server.launch());
		CompletableFuture<String> slow = this.server.askSlowly(first);
		assertThat(this.server.upgrade("endTimeout=PT1S").run().exitCode()).isEqualTo(UpgradedServer.FAILED);
		this.server.stop();
		assertThat(first.isAlive()).isTrue();
		assertThat(RunningDaemon.find(this.server.pidFile())).as("a former generation is not the daemon").isEmpty();
		ProcessFacts other = Programs.daemon(this.server.launch());
		this.server.answer();
		assertThat(slow.join()).isEqualTo(first.pid() + " 1 slow");
		Awaitility.await("end").until(() -> !first.isAlive());
		assertThat(this.server.pidFile()).content().isEqualTo(other.pid() + "\n");
	}

	@Test
	@FullTier
	void stopWaitsForTheFormerGeneration() throws IOException, InterruptedException {
		ProcessFacts first = Programs.daemon(this.server.launch());
		CompletableFuture<String> slow = this.server.askSlowly(first);
		assertThat(this.server.upgrade("endTimeout=PT1S").run().exitCode()).isEqualTo(UpgradedServer.FAILED);
		RunningDaemon second = this.server.running();
		assertThat(second.stop(Duration.ofSeconds(2))).isFalse();
		assertThat(second.isAlive()).isFalse();
		assertThat(first.isAlive()).isTrue();
		this.server.answer();
		assertThat(slow.join()).isEqualTo(first.pid() + " 1 slow");
	}

	@Test
	@FullTier
	void isNotReplacedWhenItShutsDown() throws IOException {
		ProcessFacts first = Programs.daemon(this.server.launch("slowEnd=true"));
		Started command = this.server.upgrade("then=wait").start();
		this.server.awaitNewGeneration(first);
		first.signal("TERM");
		Awaitility.await("pid file").until(() -> Files.notExists(this.server.pidFile()));
		Programs.go(this.directory);
		assertThat(command.await().exitCode()).isEqualTo(UpgradedServer.FAILED);
		this.server.answer();
		this.programs.processes().awaitNone();
		assertThat(this.server.pidFile()).doesNotExist();
	}

	@Test
	@FullTier
	void handsOverLockedFiles() throws IOException {
		Path lock = this.directory.resolve("lock");
		ProcessFacts first = Programs.daemon(this.server.launch("attr.lockedFile=" + lock));
		LockProber prober = prober(lock);
		ProcessFacts second = this.server.upgraded(first, this.server.upgrade("attr.lockedFile=" + lock));
		assertThat(prober.stop().successes()).isZero();
		assertThat(second.descriptors()).containsValue(lock.toString());
	}

	@Test
	@FullTier
	void handsOverUnixDomainSocket() throws IOException {
		Path file = this.directory.resolve("web.sock");
		this.server = UpgradedServer.onFile(this.programs, this.directory, file);
		ProcessFacts first = Programs.daemon(this.server.launch());
		Object inode = Files.getAttribute(file, "unix:ino");
		try (AskingClients clients = new AskingClients(this.server, 2)) {
			ProcessFacts second = this.server.upgraded(first, this.server.upgrade());
			ProcessFacts third = this.server.upgraded(second, this.server.upgrade());
			assertThat(this.server.ask("ping")).isEqualTo(third.pid() + " 3 ping");
			assertThat(clients.end()).isEmpty();
		}
		assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(inode);
		this.server.stop();
		assertThat(file).doesNotExist();
	}

	@Test
	@FullTier
	void removesFileOfSocketThatTheNewGenerationDoesNotHave() throws IOException {
		Path file = this.directory.resolve("socket");
		ProcessFacts first = Programs.daemon(UpgradedServer.onFile(this.programs, this.directory, file).launch());
		assertThat(file).exists();
		this.server.upgraded(first, this.server.upgrade());
		assertThat(file).doesNotExist();
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void isUpgradedByRootForAnotherUser() throws IOException {
		this.server.forEveryUser();
		ProcessFacts first = Programs.daemon(this.server.launch("attr.user=nobody"));
		ProcessFacts second = this.server.upgraded(first, this.server.upgrade("attr.user=nobody"));
		assertThat(second.ids("Uid")).containsOnly(first.ids("Uid").get(0));
		assertThat(this.server.ask("ping")).isEqualTo(second.pid() + " 2 ping");
	}

	private LockProber prober(Path file) {
		return new LockProber(this.programs.processes(), file, this.directory);
	}

}
