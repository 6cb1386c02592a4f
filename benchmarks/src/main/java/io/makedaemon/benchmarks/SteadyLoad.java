package io.makedaemon.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

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

	private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);

	private final List<Future<List<Answer>>> clients = new ArrayList<>();

	private volatile boolean stopped;

	private SteadyLoad() {
	}

	/**
	 * Start asking.
	 * @param clients supplies the client of each thread
	 */
	static SteadyLoad start(Supplier<Client> clients) {
		SteadyLoad load = new SteadyLoad();
		for (int i = 0; i < CLIENTS; i++) {
			Client client = clients.get();
			load.clients.add(load.threads.submit(() -> load.askOn(client)));
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

	private List<Answer> askOn(Client client) throws IOException, InterruptedException {
		List<Answer> answers = new ArrayList<>();
		try (client) {
			while (!this.stopped) {
				answers.add(ask(client));
				LockSupport.parkNanos(PACE_NANOS);
			}
		}
		return answers;
	}

	private Answer ask(Client client) throws InterruptedException {
		long asked = System.nanoTime();
		int failures = 0;
		while (!isServed(client)) {
			failures++;
			if (this.stopped) {
				return new Answer(asked, System.nanoTime(), failures, false);
			}
			LockSupport.parkNanos(RETRY_NANOS);
		}
		return new Answer(asked, System.nanoTime(), failures, true);
	}

	private static boolean isServed(Client client) throws InterruptedException {
		try {
			client.ask();
			return true;
		}
		catch (IOException ex) {
			return false;
		}
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
