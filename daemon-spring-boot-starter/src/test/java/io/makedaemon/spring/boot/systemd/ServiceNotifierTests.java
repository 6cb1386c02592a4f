package io.makedaemon.spring.boot.systemd;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ServiceNotifier}: what becomes of messages, and of those who send them.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServiceNotifierTests {

	private final List<String> received = new CopyOnWriteArrayList<>();

	@Test
	void sendsEverythingInItsOrder() {
		ServiceNotifier notifier = new ServiceNotifier(this::receive);
		List<String> messages = IntStream.range(0, 1000).mapToObj((number) -> "STATUS=" + number).toList();
		messages.forEach(notifier::send);
		notifier.close();
		assertThat(this.received).containsExactlyElementsOf(messages);
	}

	@Test
	void flushWaitsUntilEverythingIsSent() {
		ServiceNotifier notifier = new ServiceNotifier(this::receive);
		notifier.send("READY=1", "STATUS=ready");
		notifier.flush();
		assertThat(this.received).containsExactly("READY=1", "STATUS=ready");
		notifier.close();
	}

	@Test
	void discardsWhatComesBehindTheEnd() {
		ServiceNotifier notifier = new ServiceNotifier(this::receive);
		notifier.send("STOPPING=1");
		notifier.close();
		notifier.send("STATUS=too late");
		notifier.ping();
		notifier.flush();
		notifier.close();
		assertThat(this.received).containsExactly("STOPPING=1");
	}

	@Test
	void warnsOnceWhenNobodyReceives(CapturedOutput output) {
		ServiceNotifier notifier = new ServiceNotifier((assignments) -> {
			throw new IOException("nobody is there");
		});
		notifier.send("STATUS=one");
		notifier.send("STATUS=two");
		notifier.close();
		assertThat(output.getAll()).containsOnlyOnce("The service manager is not notified: nobody is there");
	}

	@Test
	void neitherWaitsNorPilesUpPingsWhenReceiverIsBusy() {
		CountDownLatch busy = new CountDownLatch(1);
		ServiceNotifier notifier = new ServiceNotifier((assignments) -> {
			receive(assignments);
			await(busy);
		});
		notifier.send("READY=1");
		Awaitility.await().until(() -> this.received.contains("READY=1"));
		IntStream.range(0, 100).forEach((number) -> notifier.ping());
		long start = System.nanoTime();
		notifier.flush();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
		busy.countDown();
		notifier.close();
		assertThat(this.received).containsExactly("READY=1", "WATCHDOG=1");
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void receive(String... assignments) {
		this.received.addAll(List.of(assignments));
	}

}
