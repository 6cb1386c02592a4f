package io.makedaemon.signal;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link SignalQueue}, in this process. How a daemon gets its signals is in
 * {@code DaemonSignalIT}.
 */
class SignalQueueTests {

	/** One that nobody sends. */
	private static final String NAME = "WINCH";

	private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

	@Test
	void keepsOneOfEachUntilSomebodyWantsThem() throws InterruptedException {
		SignalQueue queue = SignalQueue.of(List.of());
		queue.arrived("USR2");
		queue.arrived("HUP");
		queue.arrived("USR2");
		queue.deliverTo(this.seen::add);
		assertThat(List.of(next(), next())).containsExactlyInAnyOrder("USR2", "HUP");
		queue.arrived("HUP");
		assertThat(next()).isEqualTo("HUP");
		assertThat(this.seen).isEmpty();
	}

	@Test
	void callsListenerOnThreadsThatNobodyWaitsForOneAtATime() throws InterruptedException {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		SignalQueue queue = SignalQueue.of(List.of());
		queue.arrived("HUP");
		queue.deliverTo((name) -> {
			this.seen.add("begin " + name + " " + Thread.currentThread().isDaemon());
			entered.countDown();
			await(go);
			this.seen.add("end");
		});
		assertThat(entered.await(1, TimeUnit.MINUTES)).isTrue();
		Thread second = new Thread(() -> queue.arrived("USR1"), "second");
		second.setDaemon(true);
		second.start();
		go.countDown();
		assertThat(List.of(next(), next(), next(), next())).containsExactly("begin HUP true", "end", "begin USR1 true",
				"end");
	}

	@Test
	void leavesHandlerOfTheProgram() {
		Object former = JdkSignal.handle(NAME, () -> {
		});
		assertThat(JdkSignal.isOfJdk(former)).isTrue();
		Object own = JdkSignal.set(NAME, former);
		JdkSignal.set(NAME, own);
		assertThat(SignalQueue.of(List.of(NAME)).names()).containsExactly(NAME);
		assertThat(JdkSignal.set(NAME, former)).isSameAs(own);
	}

	@Test
	void saysWhatCannotBeHandled() {
		SignalQueue queue = SignalQueue.of(List.of("QUIT"));
		assertThat(queue.names()).isEmpty();
		assertThat(queue.problem()).startsWith("SIGQUIT cannot be handled: ").contains("already used by VM");
	}

	private String next() throws InterruptedException {
		String next = this.seen.poll(1, TimeUnit.MINUTES);
		return (next != null) ? next : "nothing";
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
