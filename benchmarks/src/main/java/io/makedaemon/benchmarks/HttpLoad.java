package io.makedaemon.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/**
 * Clients that ask a server one thing after another.
 *
 * @param port the server's port
 * @param kept whether each client keeps its connection
 * @param time how long they ask
 */
record HttpLoad(int port, boolean kept, Duration time) {

	private static final int CLIENTS = 4;

	private static final String END = "\r\n\r\n";

	private static final double NANOS = 1e9;

	private static final double MICROS = 1e3;

	Result run() throws IOException, InterruptedException {
		ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
		try {
			Callable<LongStream> client = this::ask;
			List<LongStream> latencies = new ArrayList<>();
			for (Future<LongStream> result : threads.invokeAll(Collections.nCopies(CLIENTS, client))) {
				latencies.add(result.get());
			}
			return new Result(latencies.stream().flatMapToLong((some) -> some).sorted().toArray(), this.time);
		}
		catch (ExecutionException ex) {
			throw new IOException(ex);
		}
		finally {
			threads.shutdown();
		}
	}

	private LongStream ask() throws IOException {
		LongStream.Builder latencies = LongStream.builder();
		long end = System.nanoTime() + this.time.toNanos();
		Socket socket = connect();
		for (long before = System.nanoTime(); before < end; before = System.nanoTime()) {
			boolean open = ask(socket);
			latencies.add(System.nanoTime() - before);
			if (!open) {
				socket.close();
				socket = connect();
			}
		}
		socket.close();
		return latencies.build();
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port);
		socket.setTcpNoDelay(true);
		return socket;
	}

	/**
	 * The answer has no body.
	 * @return whether the server keeps the connection open
	 */
	private boolean ask(Socket socket) throws IOException {
		socket.getOutputStream()
			.write(("GET / HTTP/1.1\r\nHost: localhost\r\n" + (this.kept ? "" : "Connection: close\r\n") + "\r\n")
				.getBytes(StandardCharsets.US_ASCII));
		byte[] buffer = new byte[1024];
		InputStream in = socket.getInputStream();
		StringBuilder answer = new StringBuilder();
		while (answer.indexOf(END) < 0) {
			int count = in.read(buffer);
			if (count < 0) {
				throw new IOException("no answer: " + answer);
			}
			answer.append(new String(buffer, 0, count, StandardCharsets.US_ASCII));
		}
		return answer.indexOf("close") < 0;
	}

	/**
	 * What the clients have seen.
	 *
	 * @param latencies of each request, in nanoseconds, the shortest first
	 * @param time how long they have asked
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Result(long[] latencies, Duration time) {

		double rate() {
			return this.latencies.length / (this.time.toNanos() / NANOS);
		}

		double median() {
			return at(0.5);
		}

		double tail() {
			return at(0.99);
		}

		private double at(double part) {
			return this.latencies[(int) (part * (this.latencies.length - 1))] / MICROS;
		}

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "%.0f/s, median %.0f µs, 99 %% %.0f µs", rate(), median(), tail());
		}

	}

}
