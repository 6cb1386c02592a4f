package io.makedaemon.parent;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.makedaemon.wire.Report;

/**
 * Receives reports on a separate thread, so that waiting for one can time out. The sender
 * may run as another user, and cannot make this process keep an unlimited number of
 * reports.
 */
public final class Reports {

	/** The maximum number of unseen phases to keep. */
	private static final int MAX_UNSEEN = 1000;

	/** More than any sender reports, not counting phases. */
	private static final int MAX_REPORTS = 100;

	private final BlockingQueue<Report> queue = new LinkedBlockingQueue<>();

	private final Consumer<Report> observer;

	private final Thread thread;

	/**
	 * Begin to receive reports.
	 * @param stream where the reports come from
	 * @param observer called with each report on the receiving thread, before the report
	 * can be waited for
	 */
	public Reports(InputStream stream, Consumer<Report> observer) {
		this.observer = observer;
		this.thread = new Thread(() -> receive(stream), "makedaemon-reports");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	private void receive(InputStream stream) {
		int count = 0;
		Report report;
		do {
			report = read(stream);
			if (report instanceof Report.Phase) {
				if (this.queue.size() > MAX_UNSEEN) {
					continue;
				}
			}
			else if (++count > MAX_REPORTS) {
				report = new Report.End();
			}
			this.observer.accept(report);
			this.queue.add(report);
		}
		while (!(report instanceof Report.End));
	}

	private static Report read(InputStream stream) {
		try {
			return Report.read(stream);
		}
		catch (IOException ex) {
			// The sender was killed in the middle of a report, or sends something else
			return new Report.End();
		}
	}

	/**
	 * Add a report that has arrived in another way.
	 * @param report the report
	 */
	void add(Report report) {
		this.queue.add(report);
	}

	/**
	 * Wait for the next report.
	 * @param timeout how long to wait
	 * @return the report, or null if none arrived in time
	 * @throws InterruptedException if the waiting thread is interrupted
	 */
	public @Nullable Report next(Duration timeout) throws InterruptedException {
		return this.queue.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * Wait until no sender is left.
	 * @param timeout how long to wait
	 * @throws InterruptedException if the waiting thread is interrupted
	 */
	public void awaitEnd(Duration timeout) throws InterruptedException {
		this.thread.join(timeout.toMillis());
	}

}
