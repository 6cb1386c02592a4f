package io.makedaemon.integration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A daemon whose port is open before the application is, seen by its clients.
 */
class InheritedServerIT {

	private static final String MAIN = GuestApplication.class.getName();

	private static final String ACTIVATE = "systemd-socket-activate";

	private static final String ANSWERED = "HTTP/1.1 200";

	@RegisterExtension
	final Guest guest = new Guest();

	@TempDir
	Path directory;

	private final int port = EarlyClients.freePort();

	@Test
	@JdkSensitive
	void clientsWaitForTheStartAndAreServed() throws InterruptedException {
		Started start = launch("--daemon.upgradable=true", "--guest.slow=1s").start();
		try (EarlyClients clients = new EarlyClients(this.port, this::isRunnerDone).start()) {
			Run run = start.await();
			assertThat(run.exitCode()).as(run::toString).isZero();
			assertThat(clients.await()).hasSizeGreaterThan(10).containsOnly(ANSWERED);
		}
		assertThat(Guest.read(log())).contains("Tomcat started on port " + this.port + " (http)");
	}

	@Test
	@FullTier
	void clientsAreNotServedWhenTheStartFails() throws InterruptedException {
		Started start = launch("--daemon.upgradable=true", "--guest.slow=1s", "--guest.runner=fails").start();
		try (EarlyClients clients = new EarlyClients(this.port, () -> false).start()) {
			Run run = start.await();
			assertThat(run.exitCode()).as(run::toString).isOne();
			assertThat(run.stderr()).contains("the runner has failed");
			assertThat(clients.await()).contains("reset").isSubsetOf("reset", "refused", "too early: ");
		}
		this.guest.processes().awaitNone();
	}

	@Test
	@FullTier
	void runnerIsAnsweredWhenTheSocketAcceptsAtTheStart() {
		Run run = launch("--daemon.sockets[0].name=server", "--daemon.sockets[0].address=" + this.port,
				"--daemon.sockets[0].accept=started", "--guest.runner=asks")
			.run();
		assertThat(run.exitCode()).as(run::toString).isZero();
		assertThat(Guest.read(log())).contains("the runner was answered 200");
	}

	@Test
	@FullTier
	void runnerThatWaitsForItselfIsToldTheWayOut() {
		Run run = launch("--daemon.upgradable=true", "--daemon.start-timeout=15s", "--guest.runner=asks").run();
		assertThat(run.exitCode()).as(run::toString).isOne();
		assertThat(run.stderr()).contains("accept=started");
		this.guest.processes().awaitNone();
	}

	@Test
	@FullTier
	@EnabledIf(value = "isActivationThere", disabledReason = "systemd-socket-activate is not there")
	void clientsOfTheServiceManagersSocketWaitInTheForegroundToo() throws InterruptedException {
		Started application = launch("--daemon.enabled=false", "--guest.slow=1s")
			.shell("exec " + ACTIVATE + " -E " + this.guest.processes().marker() + " -l " + this.port + " \"$@\"")
			.start();
		try (EarlyClients clients = new EarlyClients(this.port,
				() -> application.stdout().contains("the runner is done"))
			.start()) {
			Awaitility.await().atMost(Guest.TIMEOUT).until(clients::isAnswered);
			assertThat(clients.await()).hasSizeGreaterThan(10).containsOnly(ANSWERED);
		}
	}

	static boolean isActivationThere() {
		return Files.isExecutable(Path.of("/usr/bin", ACTIVATE));
	}

	@Test
	@FullTier
	void nothingIsLoadedWithoutSockets() {
		Path classes = this.directory.resolve("classes");
		Run run = launch("--daemon.jvm-options=-Xlog:class+load:file=" + classes).run();
		assertThat(run.exitCode()).as(run::toString).isZero();
		List<String> loaded = Guest.read(classes).lines().filter((line) -> line.contains("io.makedaemon.")).toList();
		assertThat(loaded).isNotEmpty().noneMatch((line) -> line.contains("io.makedaemon.spring.boot.socket."));
	}

	private Launch launch(String... arguments) {
		return this.guest.launch(MAIN, this.directory).args("--server.port=" + this.port).args(arguments);
	}

	private boolean isRunnerDone() {
		return Guest.read(log()).contains("the runner is done");
	}

	private Path log() {
		return this.directory.resolve("GuestApplication.log");
	}

}
