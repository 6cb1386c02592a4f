package io.makedaemon.spring.boot.systemd;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Sends messages to the service manager in order, on a separate thread, since the first
 * message takes the time to load a native library. A failure is logged once. Thread-safe.
 */
final class ServiceNotifier {

	private static final Log log = LogFactory.getLog(ServiceNotifier.class);

	private static final long PATIENCE_SECONDS = 1;

	private final Receiver receiver;

	private final ThreadPoolExecutor sender = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
			new LinkedBlockingQueue<>(), ServiceNotifier::thread, new DiscardPolicy());

	private boolean warned;

	ServiceNotifier(Receiver receiver) {
		this.receiver = receiver;
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "daemon-notify");
		thread.setDaemon(true);
		return thread;
	}

	void send(String... assignments) {
		this.sender.execute(() -> deliver(assignments));
	}

	/**
	 * Send a ping that the application is alive, unless earlier messages are still
	 * waiting, so that they do not pile up if the service manager does not listen.
	 */
	void ping() {
		if (this.sender.getQueue().isEmpty()) {
			send("WATCHDOG=1");
		}
	}

	private void deliver(String... assignments) {
		try {
			this.receiver.send(assignments);
		}
		catch (IOException | RuntimeException ex) {
			if (!this.warned) {
				this.warned = true;
				log.warn("The service manager is not notified: " + ex.getMessage());
			}
		}
	}

	/**
	 * Wait until everything is sent, for a second at most.
	 */
	void flush() {
		if (this.sender.isShutdown()) {
			return;
		}
		CountDownLatch sent = new CountDownLatch(1);
		this.sender.execute(sent::countDown);
		try {
			sent.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Wait until everything is sent, for a second at most, and discard later messages.
	 */
	void close() {
		this.sender.shutdown();
		try {
			this.sender.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Receives the messages.
	 */
	interface Receiver {

		/**
		 * Receive a message.
		 * @param assignments its assignments
		 * @throws IOException if it cannot be sent
		 */
		void send(String... assignments) throws IOException;

	}

}
