package io.makedaemon.launch;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The first child, and the daemon that comes of it, seen from the parent.
 */
public final class FirstChild {

	/** Long enough for a small JVM to start on a machine that is very busy. */
	public static final Duration TIMEOUT = Duration.ofMinutes(1);

	/** How long a daemon may take to end by itself, and by SIGTERM. */
	private static final Duration END_TIMEOUT = Duration.ofSeconds(10);

	private static final int GO = 'g';

	private final Process process;

	private final Reports reports;

	private volatile @Nullable Reports daemonReports;

	/** Set by the receiver of the reports: whoever has seen their end knows it. */
	private volatile @Nullable DaemonProcess daemon;

	/**
	 * Takes over a first child that was started.
	 * @param process the process
	 */
	public FirstChild(Process process) {
		this.process = process;
		try {
			this.reports = new Reports(process.getInputStream(), this::note);
		}
		catch (OutOfMemoryError ex) {
			// No thread could be started, and nobody will know of the process
			process.destroyForcibly();
			throw ex;
		}
	}

	private void note(Report report) {
		if (report instanceof Report.Spawned spawned) {
			this.daemon = new DaemonProcess(spawned.pid());
		}
	}

	/**
	 * Tells the first child what to do.
	 * @param plan the plan
	 */
	public void send(LaunchPlan plan) {
		OutputStream input = this.process.getOutputStream();
		try {
			plan.write(input);
		}
		catch (IOException ex) {
			// It has ended already, or does so now: what it printed says why
			close(input);
		}
	}

	private static void close(OutputStream stream) {
		try {
			stream.close();
		}
		catch (IOException ex) {
			// What could not be written cannot be flushed either
		}
	}

	/**
	 * Waits for the first child's next report.
	 * @return the report, or null if none came within {@link #TIMEOUT}
	 * @throws InterruptedException if the waiting thread is interrupted
	 */
	public @Nullable Report next() throws InterruptedException {
		return this.reports.next(TIMEOUT);
	}

	/**
	 * Opens a stream that the daemon writes to.
	 * @param descriptor the first child's descriptor, or -1
	 * @return the stream; an empty one if there is no descriptor
	 * @throws IOException if it cannot be opened
	 */
	public InputStream open(int descriptor) throws IOException {
		return (descriptor < 0) ? InputStream.nullInputStream()
				: new FileInputStream("/proc/" + this.process.pid() + "/fd/" + descriptor);
	}

	/**
	 * Begins to receive the daemon's reports.
	 * @param stream the daemon's pipe
	 * @return the reports
	 */
	public Reports receive(InputStream stream) {
		Reports received = new Reports(stream, (report) -> {
		});
		this.daemonReports = received;
		return received;
	}

	/**
	 * Lets the first child go on.
	 * @throws IOException if it has ended
	 */
	public void go() throws IOException {
		OutputStream input = this.process.getOutputStream();
		input.write(GO);
		input.flush();
	}

	/**
	 * Returns what the first child has printed.
	 * @return the text
	 * @throws IOException if it cannot be read
	 */
	public String printed() throws IOException {
		return Printed.in(this.process.getErrorStream());
	}

	/**
	 * Waits until the first child has ended.
	 * @throws InterruptedException if the waiting thread is interrupted
	 */
	public void awaitEnd() throws InterruptedException {
		this.process.waitFor();
	}

	/**
	 * Ends the daemon that has failed, unless it ends by itself.
	 * @throws InterruptedException if the waiting thread is interrupted
	 */
	public void endDaemon() throws InterruptedException {
		endDaemon(END_TIMEOUT);
	}

	private void endDaemon(Duration grace) throws InterruptedException {
		DaemonProcess process = this.daemon;
		if (process != null) {
			process.end(grace, END_TIMEOUT);
			// The id may be another process's from now on
			this.daemon = null;
		}
	}

	/**
	 * Ends the first child and whatever came of it. A daemon to which nothing was handed
	 * over ends by itself, and so does not need to be known.
	 * @throws InterruptedException if the waiting thread is interrupted
	 */
	public void stop() throws InterruptedException {
		this.process.destroyForcibly();
		this.process.waitFor();
		this.reports.awaitEnd(END_TIMEOUT);
		endDaemon(Duration.ZERO);
		Reports ofDaemon = this.daemonReports;
		if (ofDaemon != null) {
			ofDaemon.awaitEnd(END_TIMEOUT);
		}
	}

}
