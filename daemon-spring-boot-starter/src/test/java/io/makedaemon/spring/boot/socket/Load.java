package io.makedaemon.spring.boot.socket;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * Clients that ask a server all the time: on connections that are kept, on a new one for
 * each request, and by HTTP/2. A request that fails ends its client.
 */
final class Load implements AutoCloseable {

	private static final int CLIENTS = 4;

	private final Wire wire;

	private final int port;

	private final Duration pace;

	private final ExecutorService threads;

	private final List<Future<Void>> clients;

	private final AtomicInteger answers = new AtomicInteger();

	private volatile boolean stopped;

	/**
	 * Begin to ask.
	 * @param wire what the connections go over
	 * @param port the server's port
	 * @param pace how long a client waits between two requests
	 */
	Load(Wire wire, int port, Duration pace) {
		this.wire = wire;
		this.port = port;
		this.pace = pace;
		List<Callable<Void>> kinds = List.of(this::keep, this::connect, this::stream);
		this.threads = Executors.newFixedThreadPool(CLIENTS * kinds.size());
		this.clients = Stream.generate(() -> kinds)
			.limit(CLIENTS)
			.flatMap(List::stream)
			.map(this.threads::submit)
			.toList();
	}

	private Void keep() throws IOException {
		while (!this.stopped) {
			try (Http1Client client = new Http1Client(this.wire, this.port)) {
				while (!Http1Client.isLast(client.get("/")) && !this.stopped) {
					answered();
				}
			}
		}
		return null;
	}

	private Void connect() throws IOException {
		while (!this.stopped) {
			try (Http1Client client = new Http1Client(this.wire, this.port)) {
				client.get("/");
				answered();
			}
		}
		return null;
	}

	private Void stream() throws IOException {
		while (!this.stopped) {
			try (Http2Client client = new Http2Client(this.wire, this.port)) {
				while (!client.isGoneAway() && !this.stopped) {
					int stream = client.send("/");
					if (client.awaitUnlessIgnored(stream)) {
						answered();
					}
				}
			}
		}
		return null;
	}

	private void answered() {
		this.answers.incrementAndGet();
		LockSupport.parkNanos(this.pace.toNanos());
	}

	/**
	 * Wait until more requests have been answered.
	 */
	void awaitMore() {
		int before = this.answers.get();
		Awaitility.await("answers").until(() -> this.answers.get() > before + 100);
	}

	/**
	 * Stop asking.
	 * @throws ExecutionException if a request has failed
	 */
	void end() throws ExecutionException, InterruptedException {
		this.stopped = true;
		for (Future<Void> client : this.clients) {
			client.get();
		}
	}

	@Override
	public void close() {
		this.stopped = true;
		this.threads.shutdownNow();
	}

}
