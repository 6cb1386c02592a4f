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
 * Sends messages to the service manager in their order, on a thread of its own: the first
 * one takes the time to load a native library. When that fails, the log says so once.
 * Safe for use by several threads.
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
	 * Say that the application is alive, unless what was said before still waits: a
	 * service manager that does not listen is not sent more and more.
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
	 * Wait until everything is sent, for a second at most. What comes later is discarded.
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
	 * Who gets the messages.
	 */
	interface Receiver {

		/**
		 * Take a message.
		 * @param assignments what it says
		 * @throws IOException if it cannot be sent
		 */
		void send(String... assignments) throws IOException;

	}

}
