package io.makedaemon.spring.boot.systemd;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Pings a service manager or supervisor as long as the application is alive. An
 * application that is not alive, or does not answer, is not ended here: whoever waits for
 * the pings ends and restarts it when none has arrived for the whole interval.
 */
final class Watchdog {

	private static final Log log = LogFactory.getLog(Watchdog.class);

	private final long period;

	private final Liveness liveness;

	private final Runnable ping;

	/** What comes of missing pings, as a clause. */
	private final String consequence;

	private final CountDownLatch closed = new CountDownLatch(1);

	private @Nullable Long checkingSince;

	private boolean healthy = true;

	Watchdog(Duration period, Liveness liveness, Runnable ping, String consequence) {
		this.period = TimeUnit.NANOSECONDS.convert(period);
		this.liveness = liveness;
		this.ping = ping;
		this.consequence = consequence;
	}

	/**
	 * Start to check on a separate thread; another thread notices if a check does not
	 * finish.
	 */
	void start() {
		start(this::check, "daemon-watchdog");
		start(this::watchCheck, "daemon-watcher");
	}

	private void start(Runnable task, String name) {
		Thread thread = new Thread(() -> repeat(task), name);
		thread.setDaemon(true);
		thread.start();
	}

	private void repeat(Runnable task) {
		do {
			task.run();
		}
		while (!isClosedAfter(this.period));
	}

	private boolean isClosedAfter(long nanoseconds) {
		try {
			return this.closed.await(nanoseconds, TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			// The check was interrupted and says so: the thread continues
			return false;
		}
	}

	private void check() {
		begin();
		try {
			end(this.liveness.isCorrect(), "its liveness is not correct", null);
		}
		catch (Throwable ex) {
			end(false, "its liveness cannot be checked", ex);
		}
	}

	private synchronized void begin() {
		this.checkingSince = System.nanoTime();
	}

	private synchronized void end(boolean correct, String problem, @Nullable Throwable cause) {
		this.checkingSince = null;
		update(correct, problem, cause);
		if (correct && this.closed.getCount() > 0) {
			this.ping.run();
		}
	}

	private synchronized void watchCheck() {
		if (this.checkingSince != null && System.nanoTime() - this.checkingSince >= this.period) {
			update(false, "the check of its liveness does not finish", null);
		}
	}

	private void update(boolean nowHealthy, String problem, @Nullable Throwable cause) {
		if (this.closed.getCount() == 0) {
			return;
		}
		if (this.healthy && !nowHealthy) {
			log.warn("The application is not healthy, so " + this.consequence + ": " + problem, cause);
		}
		if (!this.healthy && nowHealthy) {
			log.info("The application is healthy again");
		}
		this.healthy = nowHealthy;
	}

	/**
	 * End the watchdog. A check in progress has no effect any more.
	 */
	synchronized void close() {
		this.closed.countDown();
	}

}
