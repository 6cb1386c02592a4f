package io.makedaemon.sample;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.awaitility.Awaitility;

/**
 * Clients that ask the sample application all the time: one over the same connection as
 * long as that is kept, and one over a new connection each time. Unlike those of the JDK,
 * they never repeat a request that has failed.
 */
final class AskingClients implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 30_000;

	/** Leaves a part of the processors to what is started. */
	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n";

	private static final String LAST_REQUEST = REQUEST + "Connection: close\r\n";

	private final int port;

	private final Queue<String> failures = new ConcurrentLinkedQueue<>();

	private final Set<String> answers = ConcurrentHashMap.newKeySet();

	private final AtomicInteger count = new AtomicInteger();

	private final List<Thread> threads = List.of(new Thread(() -> run(REQUEST)), new Thread(() -> run(LAST_REQUEST)));

	private volatile boolean ended;

	AskingClients(int port) {
		this.port = port;
		this.threads.forEach(Thread::start);
	}

	private void run(String request) {
		while (!this.ended) {
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
				socket.setSoTimeout(TIMEOUT_MILLIS);
				BufferedReader in = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
				do {
					socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
				}
				while (isKept(in) && !this.ended);
			}
			catch (IOException ex) {
				this.failures.add(ex.toString());
			}
		}
	}

	/**
	 * Reads an answer.
	 * @return whether the connection is kept for the next request
	 */
	private boolean isKept(BufferedReader in) throws IOException {
		String status = line(in);
		if (!status.startsWith("HTTP/1.1 200")) {
			throw new IOException(status);
		}
		boolean kept = true;
		int length = 0;
		for (String header = line(in); !header.isEmpty(); header = line(in)) {
			String[] field = header.toLowerCase(Locale.ROOT).split(": *", 2);
			length = field[0].equals("content-length") ? Integer.parseInt(field[1]) : length;
			kept &= !header.equalsIgnoreCase("Connection: close");
		}
		char[] body = new char[length];
		for (int read = 0; read < length;) {
			int more = in.read(body, read, length - read);
			if (more < 0) {
				throw new EOFException();
			}
			read += more;
		}
		this.answers.add(new String(body));
		this.count.incrementAndGet();
		LockSupport.parkNanos(PAUSE_NANOS);
		return kept;
	}

	private static String line(BufferedReader in) throws IOException {
		String line = in.readLine();
		if (line == null) {
			throw new EOFException();
		}
		return line;
	}

	/**
	 * Waits for some more answers, and returns the different ones so far.
	 */
	Set<String> awaitAnswers() {
		int before = this.count.get();
		Awaitility.await("answers").until(() -> this.count.get() > before + 20);
		return this.answers;
	}

	int count() {
		return this.count.get();
	}

	/**
	 * Lets the clients end, and returns which requests have failed.
	 */
	Queue<String> end() {
		this.ended = true;
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
