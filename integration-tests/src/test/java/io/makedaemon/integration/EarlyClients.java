package io.makedaemon.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that connect one after the other while an application starts, from the moment
 * on at which its port is bound, and what becomes of each.
 */
final class EarlyClients implements AutoCloseable {

	private static final Duration INTERVAL = Duration.ofMillis(100);

	private static final int TIMEOUT = (int) Duration.ofMinutes(1).toMillis();

	private final int port;

	/** Whether the application is ready by now. */
	private final BooleanSupplier ready;

	private final List<Thread> threads = new CopyOnWriteArrayList<>();

	private final List<String> outcomes = new CopyOnWriteArrayList<>();

	private volatile boolean enough;

	EarlyClients(int port, BooleanSupplier ready) {
		this.port = port;
		this.ready = ready;
	}

	/**
	 * Find a port that is free.
	 */
	static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Wait until the port is bound, and let a client connect, and then the others.
	 */
	EarlyClients start() {
		Awaitility.await("the port").atMost(Guest.TIMEOUT).pollInterval(Duration.ofMillis(10)).until(this::connect);
		Thread thread = new Thread(() -> {
			while (!this.enough) {
				connect();
				pause();
			}
		});
		thread.start();
		this.threads.add(thread);
		return this;
	}

	private static void pause() {
		try {
			TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean connect() {
		try {
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port);
			Thread thread = new Thread(() -> this.outcomes.add(ask(socket)));
			thread.start();
			this.threads.add(thread);
			return true;
		}
		catch (ConnectException ex) {
			if (!this.threads.isEmpty()) {
				this.outcomes.add("refused");
			}
			return false;
		}
		catch (IOException ex) {
			this.outcomes.add(ex.toString());
			return false;
		}
	}

	private String ask(Socket socket) {
		try (socket) {
			socket.setSoTimeout(TIMEOUT);
			socket.getOutputStream()
				.write("GET /actuator/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			String answer = new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()),
					StandardCharsets.US_ASCII);
			return (this.ready.getAsBoolean() ? "" : "too early: ") + answer;
		}
		catch (IOException ex) {
			return "reset";
		}
	}

	/**
	 * Return whether one of them was answered.
	 */
	boolean isAnswered() {
		return !this.outcomes.isEmpty();
	}

	/**
	 * Let no more clients connect, and wait for all of them.
	 * @return what has become of them
	 */
	List<String> await() throws InterruptedException {
		this.enough = true;
		for (Thread thread : this.threads) {
			thread.join(TIMEOUT);
			assertThat(thread.isAlive()).isFalse();
		}
		return this.outcomes;
	}

	@Override
	public void close() {
		this.enough = true;
	}

}
