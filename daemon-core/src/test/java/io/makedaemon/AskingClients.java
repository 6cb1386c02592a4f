package io.makedaemon;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import org.awaitility.Awaitility;

/**
 * Clients of an {@link UpgradedServer} that ask all the time.
 */
final class AskingClients implements AutoCloseable {

	private final UpgradedServer server;

	private final Queue<String> failures = new ConcurrentLinkedQueue<>();

	private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();

	private final List<Thread> threads = new ArrayList<>();

	/** Each request has it for reading. */
	private final ReadWriteLock requests = new ReentrantReadWriteLock();

	private volatile boolean closed;

	AskingClients(UpgradedServer server, int count) {
		this.server = server;
		for (int i = 0; i < count; i++) {
			Thread thread = new Thread(this::run);
			thread.start();
			this.threads.add(thread);
		}
	}

	private void run() {
		while (!this.closed) {
			this.requests.readLock().lock();
			try {
				this.answers.computeIfAbsent(this.server.ask("ping"), (answer) -> new AtomicInteger())
					.incrementAndGet();
			}
			catch (IOException ex) {
				this.failures.add(ex.toString());
			}
			finally {
				this.requests.readLock().unlock();
			}
		}
	}

	/**
	 * Measures something while no client is connected.
	 */
	<T> T whileSilent(Callable<T> measurement) throws Exception {
		this.requests.writeLock().lock();
		try {
			return measurement.call();
		}
		finally {
			this.requests.writeLock().unlock();
		}
	}

	void awaitAnswers() {
		int before = count();
		Awaitility.await("answers").until(() -> count() > before + 20);
	}

	private int count() {
		return this.answers.values().stream().mapToInt(AtomicInteger::get).sum();
	}

	/**
	 * Returns the different answers so far.
	 */
	Set<String> answers() {
		return this.answers.keySet();
	}

	/**
	 * Returns which requests have failed so far.
	 */
	Queue<String> failures() {
		return this.failures;
	}

	/**
	 * Lets the clients end, and returns which requests have failed.
	 */
	Queue<String> end() {
		this.closed = true;
		for (Thread thread : this.threads) {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		return this.failures;
	}

	@Override
	public void close() {
		end();
	}

}
