package io.makedaemon.spring.boot.systemd;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Watchdog}: it is served by a healthy application only.
 */
@ExtendWith(OutputCaptureExtension.class)
class WatchdogTests {

	private static final Duration PERIOD = Duration.ofMillis(100);

	private static final String WARNING = "The application is not healthy, so the service manager's watchdog is not pinged: ";

	private static final String RECOVERY = "The application is healthy again";

	private final AtomicInteger pings = new AtomicInteger();

	private final AtomicInteger checks = new AtomicInteger();

	private volatile Liveness liveness = () -> true;

	private final Watchdog watchdog = new Watchdog(PERIOD, this::check, this.pings::incrementAndGet,
			"the service manager's watchdog is not pinged");

	private boolean check() {
		this.checks.incrementAndGet();
		return this.liveness.isCorrect();
	}

	@AfterEach
	void close() {
		this.watchdog.close();
	}

	@Test
	void isServedAgainAndAgain() {
		this.watchdog.start();
		awaitMore(this.pings, 5);
	}

	@Test
	void isNotServedWhileLivenessIsNotCorrect(CapturedOutput output) {
		this.watchdog.start();
		awaitMore(this.pings, 1);
		this.liveness = () -> false;
		Awaitility.await().until(() -> output.getAll().contains(WARNING + "its liveness is not correct"));
		assertNoPings();
		this.liveness = () -> true;
		awaitMore(this.pings, 3);
		assertThat(output.getAll()).containsOnlyOnce(WARNING).containsOnlyOnce(RECOVERY);
	}

	@Test
	void isNotServedWhenCheckFails(CapturedOutput output) {
		this.liveness = () -> {
			throw new NoClassDefFoundError("thrown by the check");
		};
		this.watchdog.start();
		assertNoPings();
		assertThat(output.getAll()).containsOnlyOnce(WARNING + "its liveness cannot be checked")
			.contains("NoClassDefFoundError: thrown by the check");
	}

	@Test
	void isNotServedWhileCheckHangs(CapturedOutput output) {
		Semaphore end = new Semaphore(0);
		this.liveness = () -> {
			end.acquireUninterruptibly();
			return true;
		};
		this.watchdog.start();
		Awaitility.await().until(() -> output.getAll().contains(WARNING + "the check of its liveness does not finish"));
		assertThat(this.pings).hasValue(0);
		this.liveness = () -> true;
		end.release();
		awaitMore(this.pings, 3);
		assertThat(output.getAll()).containsOnlyOnce(WARNING).containsOnlyOnce(RECOVERY);
	}

	@Test
	void goesOnWhenCheckInterruptsItself() {
		this.liveness = () -> {
			Thread.currentThread().interrupt();
			return true;
		};
		this.watchdog.start();
		awaitMore(this.pings, 5);
	}

	@Test
	void isNeitherServedNorLoggedAtTheEnd(CapturedOutput output) {
		Semaphore end = new Semaphore(0);
		this.liveness = () -> {
			end.acquireUninterruptibly();
			throw new IllegalStateException("the context is closed");
		};
		this.watchdog.start();
		Awaitility.await().until(() -> this.checks.get() == 1);
		this.watchdog.close();
		end.release();
		Awaitility.await()
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().equals("daemon-watchdog")));
		assertThat(this.pings).hasValue(0);
		assertThat(output.getAll()).doesNotContain("the context is closed");
	}

	private void assertNoPings() {
		awaitMore(this.checks, 1);
		int before = this.pings.get();
		awaitMore(this.checks, 5);
		assertThat(this.pings).hasValue(before);
	}

	private static void awaitMore(AtomicInteger counter, int more) {
		int wanted = counter.get() + more;
		Awaitility.await().until(() -> counter.get() >= wanted);
	}

}
