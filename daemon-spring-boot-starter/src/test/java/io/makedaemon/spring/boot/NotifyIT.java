package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import io.makedaemon.testsupport.EnabledIfStartStopDaemon;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.NotifyReceiver;
import io.makedaemon.testsupport.NotifyReceiver.Datagram;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application under a service manager that waits for it: what it tells, and when.
 */
@Isolated("the intervals of its notifications are measured")
class NotifyIT {

	private static final int ENDED_BY_SIGTERM = 128 + 15;

	private static final Duration INTERVAL = Duration.ofSeconds(2);

	private static final String PING = "WATCHDOG=1";

	private static final String WARNING = "The application is not healthy, so the service manager's watchdog is not pinged";

	private static final String NOT_NOTIFIED = "The service manager is not notified";

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	private NotifyReceiver receiver;

	@BeforeEach
	void listen() {
		this.receiver = NotifyReceiver.atPath(this.directory);
	}

	@AfterEach
	void close() {
		this.receiver.close();
	}

	@Test
	void tellsItsPhasesInTheirOrder() {
		tellsItsPhasesInTheirOrder(this.receiver);
	}

	@Test
	void tellsThemToAbstractAddress() {
		try (NotifyReceiver other = NotifyReceiver.atAbstractAddress()) {
			tellsItsPhasesInTheirOrder(other);
		}
	}

	private void tellsItsPhasesInTheirOrder(NotifyReceiver manager) {
		Started started = launch().environment(address(manager.address())).start();
		manager.await("READY=1");
		Run run = terminate(started);
		assertThat(run.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
		assertThat(run.stdout()).contains("printed behind run").doesNotContain(NOT_NOTIFIED);
		List<String> told = manager.everything();
		assertThat(told).hasSize(5);
		assertThat(told.get(2)).matches("STATUS=ready after \\d+\\.\\d seconds");
		assertThat(told).containsExactly("STATUS=context refreshing", "READY=1", told.get(2), "STOPPING=1",
				"STATUS=stopping");
	}

	@Test
	void isNotReadyBeforeRunnersHaveFinished() throws IOException {
		Path gate = this.directory.resolve("gate");
		Started started = launch("--test.gate=" + gate).start();
		awaitReached(gate);
		this.receiver.await("STATUS=context refreshing");
		assertThat(this.receiver.everything()).containsExactly("STATUS=context refreshing");
		Files.createFile(gate);
		this.receiver.await("READY=1");
		terminate(started);
	}

	@Test
	void tellsItsFailure() {
		Run run = launch("--test.flood=many").run();
		assertThat(run.exitCode()).isEqualTo(1);
		List<String> told = this.receiver.everything();
		assertThat(told).hasSize(2).startsWith("STATUS=context refreshing");
		assertThat(told.get(1)).startsWith("STATUS=failed: ").contains("floodRunner");
	}

	@Test
	void tellsNothingWhenItIsDisabled() {
		Started started = launch("--daemon.enabled=false").environment(watchdog()).start();
		awaitOutput(started, "printed behind run");
		assertThat(terminate(started).exitCode()).isEqualTo(ENDED_BY_SIGTERM);
		assertThat(this.receiver.everything()).isEmpty();
	}

	@Test
	void runsWhenNobodyListens() {
		Started started = launch().environment(address("/nonexistent/notify")).environment(watchdog()).start();
		awaitOutput(started, NOT_NOTIFIED);
		awaitOutput(started, "printed behind run");
		Run run = terminate(started);
		assertThat(run.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
		assertThat(run.stdout())
			.containsOnlyOnce(NOT_NOTIFIED + ": cannot reach NOTIFY_SOCKET=/nonexistent/notify: No such file");
	}

	@Test
	@FullTier
	void servesWatchdogAtHalfTheIntervalWhileItIsHealthy() throws IOException {
		servesWatchdogUntilFileExists("test.broken");
	}

	@Test
	@FullTier
	void asksTheLivenessGroupOfTheHealthEndpoint() throws IOException {
		this.application.with("actuator").with("micrometer");
		servesWatchdogUntilFileExists("test.down",
				"--management.endpoint.health.group.liveness.include=livenessState,file");
	}

	private void servesWatchdogUntilFileExists(String property, String... arguments) throws IOException {
		Path file = this.directory.resolve("trouble");
		Started started = launch("--" + property + "=" + file).args(arguments).environment(watchdog()).start();
		awaitMorePings(5);
		assertThat(this.receiver.assignments().indexOf("READY=1")).isPositive()
			.isLessThan(this.receiver.assignments().indexOf(PING));
		List<Datagram> pings = pings();
		long time = pings.get(pings.size() - 1).nanoTime() - pings.get(0).nanoTime();
		assertThat(Duration.ofNanos(time / (pings.size() - 1))).isCloseTo(INTERVAL.dividedBy(2), INTERVAL.dividedBy(5));
		Files.createFile(file);
		awaitOutput(started, WARNING);
		AtomicInteger seen = new AtomicInteger();
		Awaitility.await("no ping")
			.during(INTERVAL.multipliedBy(2))
			.atMost(Application.TIMEOUT)
			.until(() -> seen.getAndSet(pings().size()) == pings().size());
		Files.delete(file);
		awaitMorePings(3);
		Run run = terminate(started);
		assertThat(run.stdout()).containsOnlyOnce(WARNING).containsOnlyOnce("The application is healthy again");
		assertThat(this.receiver.everything()).endsWith("STOPPING=1", "STATUS=stopping");
	}

	@Test
	@EnabledIfStartStopDaemon
	void isAwaitedByStartStopDaemon() throws IOException {
		Path gate = this.directory.resolve("gate");
		Path pidFile = this.directory.resolve("pid");
		Started command = launch("--test.gate=" + gate)
			.shell("java=$1; shift; exec start-stop-daemon --start --background --notify-await --notify-timeout 60 "
					+ "--chdir " + this.directory + " --pidfile " + pidFile
					+ " --make-pidfile --exec \"$java\" -- \"$@\"")
			.start();
		awaitReached(gate);
		assertThat(command.isAlive()).isTrue();
		Files.createFile(gate);
		Run run = command.await();
		assertThat(run.exitCode()).as(run.stdout() + run.stderr()).isZero();
		ProcessFacts application = new ProcessFacts(Long.parseLong(Files.readString(pidFile).strip()));
		assertThat(this.application.processes().alive()).containsExactly(application);
		application.signal("TERM");
		this.application.processes().awaitNone();
	}

	private Launch launch(String... arguments) {
		return this.application.launch(this.directory).args(arguments).environment(address(this.receiver.address()));
	}

	private static Map<String, String> address(String address) {
		return Map.of("NOTIFY_SOCKET", address);
	}

	private static Map<String, String> watchdog() {
		return Map.of("WATCHDOG_USEC", Long.toString(INTERVAL.toNanos() / 1000));
	}

	private static void awaitReached(Path gate) {
		Path reached = Path.of(gate + "-reached");
		Awaitility.await().atMost(Application.TIMEOUT).until(() -> Files.exists(reached));
	}

	private static void awaitOutput(Started started, String text) {
		Awaitility.await(text).atMost(Application.TIMEOUT).until(() -> started.stdout().contains(text));
	}

	private List<Datagram> pings() {
		return this.receiver.datagrams().stream().filter((datagram) -> datagram.text().equals(PING)).toList();
	}

	private void awaitMorePings(int more) {
		int wanted = pings().size() + more;
		Awaitility.await().atMost(Application.TIMEOUT).until(() -> pings().size() >= wanted);
	}

	private static Run terminate(Started started) {
		new ProcessFacts(started.pid()).signal("TERM");
		return started.await();
	}

}
