package io.makedaemon.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Clients that go on asking a server at the same pace, whatever happens to it. A request
 * that fails is sent again.
 */
final class SteadyLoad {

	private static final int CLIENTS = 4;

	/** Between an answer and the next request of a client. */
	private static final long PACE_NANOS = 5_000_000;

	/** Between a failure and the next try. */
	private static final long RETRY_NANOS = 10_000_000;

	private static final String END = "\r\n\r\n";

	private final int port;

	private final boolean kept;

	private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);

	private final List<Future<List<Answer>>> clients = new ArrayList<>();

	private volatile boolean stopped;

	private SteadyLoad(int port, boolean kept) {
		this.port = port;
		this.kept = kept;
	}

	/**
	 * Start asking.
	 * @param port the server's port
	 * @param kept whether each client keeps its connection
	 */
	static SteadyLoad start(int port, boolean kept) {
		SteadyLoad load = new SteadyLoad(port, kept);
		for (int client = 0; client < CLIENTS; client++) {
			load.clients.add(load.threads.submit(load::askOn));
		}
		return load;
	}

	/**
	 * Stop asking.
	 * @return what the clients have seen
	 */
	List<Answer> stop() throws IOException, InterruptedException {
		this.stopped = true;
		this.threads.shutdown();
		List<Answer> answers = new ArrayList<>();
		try {
			for (Future<List<Answer>> client : this.clients) {
				answers.addAll(client.get());
			}
		}
		catch (ExecutionException ex) {
			throw new IOException(ex);
		}
		return answers;
	}

	private List<Answer> askOn() throws IOException {
		List<Answer> answers = new ArrayList<>();
		Socket socket = null;
		while (!this.stopped) {
			long asked = System.nanoTime();
			int failures = 0;
			boolean answered = false;
			while (!answered && !this.stopped) {
				try {
					socket = ask(socket);
					answered = true;
				}
				catch (IOException ex) {
					failures++;
					socket = null;
					LockSupport.parkNanos(RETRY_NANOS);
				}
			}
			answers.add(new Answer(asked, System.nanoTime(), failures, answered));
			LockSupport.parkNanos(PACE_NANOS);
		}
		if (socket != null) {
			socket.close();
		}
		return answers;
	}

	/**
	 * Ask for the head only, so that there is no body.
	 * @param connected the connection; null for a new one
	 * @return the connection for the next request; null if that needs a new one
	 */
	private @Nullable Socket ask(@Nullable Socket connected) throws IOException {
		Socket socket = (connected != null) ? connected : new Socket(InetAddress.getLoopbackAddress(), this.port);
		try {
			socket.setTcpNoDelay(true);
			socket.getOutputStream()
				.write(("HEAD / HTTP/1.1\r\nHost: localhost\r\n" + (this.kept ? "" : "Connection: close\r\n") + "\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			String head = head(socket.getInputStream());
			if (head.startsWith("http/1.1 5")) {
				throw new IOException(head);
			}
			if (!head.contains("connection: close")) {
				return socket;
			}
			socket.close();
			return null;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	private static String head(InputStream in) throws IOException {
		byte[] buffer = new byte[1024];
		StringBuilder head = new StringBuilder();
		while (head.indexOf(END) < 0) {
			int count = in.read(buffer);
			if (count < 0) {
				throw new IOException("no answer: " + head);
			}
			head.append(new String(buffer, 0, count, StandardCharsets.US_ASCII));
		}
		return head.toString().toLowerCase(Locale.ROOT);
	}

	/**
	 * What a client has seen of a request.
	 *
	 * @param asked when it was sent first
	 * @param answered when it was answered
	 * @param failures how many times it has failed
	 * @param served whether it was answered at last
	 */
	record Answer(long asked, long answered, int failures, boolean served) {
	}

}
