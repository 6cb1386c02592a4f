package io.makedaemon.parent;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.BytePath;
import io.makedaemon.proc.FileSnapshot;
import io.makedaemon.proc.LockHolder;
import io.makedaemon.proc.OpenFiles;
import io.makedaemon.trace.Trace;
import io.makedaemon.wire.Command;
import io.makedaemon.wire.LaunchPlan;
import io.makedaemon.wire.Report;
import io.makedaemon.wire.WaitPlan;
import io.makedaemon.wire.WaitStatus;

/**
 * The first child, and the daemon that it starts, as seen by the parent.
 */
public final class FirstChild {

	/** Long enough for a small JVM to start on a very busy machine. */
	public static final Duration TIMEOUT = Duration.ofMinutes(1);

	/** How long a daemon may take to end by itself, and by SIGTERM. */
	private static final Duration END_TIMEOUT = Duration.ofSeconds(10);

	/** How long a first child may take to do what it is told. */
	private static final Duration FIRST_CHILD_TIMEOUT = Duration.ofSeconds(2);

	private final Process process;

	private final PrivateDirectory directory;

	private final WaitPlan plan;

	/** Counted down when there is a daemon, or will be none. */
	private final CountDownLatch decided = new CountDownLatch(1);

	/** Counted down when there is no daemon and the first child has nothing to do. */
	private final CountDownLatch settled = new CountDownLatch(1);

	/** Whether the first child may create anything. */
	private volatile boolean begun;

	/** Whether it has reported that nothing it created is left. */
	private volatile boolean undone;

	private volatile @Nullable Reports reports;

	private volatile @Nullable Reports daemonReports;

	/** Set by the receiver of the reports, at the latest before their end is seen. */
	private volatile @Nullable DaemonProcess daemon;

	/**
	 * Take over a first child that was started.
	 * @param process the process
	 * @param directory the private directory that it was started from
	 * @param plan what to wait for
	 */
	public FirstChild(Process process, PrivateDirectory directory, WaitPlan plan) {
		this.process = process;
		this.directory = directory;
		this.plan = plan;
	}

	/**
	 * Return the process.
	 * @return the process
	 */
	public Process process() {
		return this.process;
	}

	/**
	 * Return the private directory that the first child is started from.
	 * @return the directory
	 */
	public Path directory() {
		return this.directory.path();
	}

	/**
	 * Tell the first child what to do.
	 * @param plan the plan
	 */
	public void send(LaunchPlan plan) {
		OutputStream input = this.process.getOutputStream();
		try {
			plan.write(input);
		}
		catch (IOException ex) {
			// It has ended already, or is ending: its output says why
			close(input);
		}
	}

	private static void close(Closeable stream) {
		try {
			stream.close();
		}
		catch (IOException ex) {
			// What could not be written cannot be flushed either
		}
	}

	/**
	 * Begin to receive the first child's reports. While it starts, remove what earlier
	 * starts have left behind.
	 */
	public void listen() {
		this.reports = new Reports(this.process.getInputStream(), this::note);
		AbandonedDirectories.sweep(this.directory.path());
	}

	private void note(Report report) {
		if (Trace.isOn()) {
			Trace.step("the first child reports " + report.kind());
		}
		if (report instanceof Report.Left left) {
			remove(left);
		}
		decide(report);
		Reports ofDaemon = this.daemonReports;
		if (ofDaemon != null && (report instanceof Report.Ended || report instanceof Report.CallFailed)) {
			ofDaemon.add(report);
		}
		else if (ofDaemon != null && report instanceof Report.End) {
			ofDaemon.add(new Report.Ended(WaitStatus.UNKNOWN));
		}
	}

	/**
	 * Remove what the first child reports. The first child keeps it locked until it is
	 * told to end, so that no other start can take it over in the meantime.
	 */
	private void remove(Report.Left left) {
		String path = switch (left.what()) {
			case PID_FILE -> this.plan.pidFile();
			case LOG_DIRECTORY -> this.plan.logDirectory();
		};
		LeftBehind.remove(BytePath.toPath(path), left.key());
	}

	private void decide(Report report) {
		if (report instanceof Report.Spawned spawned) {
			this.daemon = new DaemonProcess(spawned.process());
			this.decided.countDown();
		}
		// As an answer to READY, the report says nothing about what is left
		boolean stopped = report instanceof Report.Done && this.daemon == null;
		if (stopped || report instanceof Report.CallFailed || report instanceof Report.Ended) {
			this.undone = true;
		}
		if (this.undone || report instanceof Report.Done || report instanceof Report.End) {
			this.decided.countDown();
			this.settled.countDown();
		}
	}

	/**
	 * Wait for the first child's next report.
	 * @param timeout how long to wait
	 * @return the report, or null if none arrived in time
	 * @throws InterruptedException if the waiting thread is interrupted
	 */
	public @Nullable Report next(Duration timeout) throws InterruptedException {
		Reports received = this.reports;
		if (received == null) {
			throw new IllegalStateException("nobody listens");
		}
		Report report = received.next(timeout);
		return (report instanceof Report.Left) ? next(timeout) : report;
	}

	/**
	 * Open a stream that the daemon writes to.
	 * @param descriptor the first child's descriptor, or -1
	 * @return the stream; an empty one if there is no descriptor
	 * @throws IOException if it cannot be opened
	 */
	public InputStream open(int descriptor) throws IOException {
		return (descriptor < 0) ? InputStream.nullInputStream()
				: new FileInputStream(OpenFiles.path(this.process.pid(), descriptor));
	}

	/**
	 * Begin to receive the daemon's reports. They include its {@linkplain Report.Ended
	 * end}, which the first child reports. If the first child has ended without a report
	 * of it, the end is an unknown one.
	 * @param stream the daemon's pipe
	 * @return the reports
	 */
	public Reports receive(InputStream stream) {
		Reports received = new Reports(stream, (report) -> {
			if (Trace.isOn()) {
				Trace.step("the daemon reports " + report.kind());
			}
		});
		this.daemonReports = received;
		return received;
	}

	/**
	 * Send the first child a command.
	 * @param command the command
	 * @throws IOException if it has ended
	 */
	public void tell(Command command) throws IOException {
		this.begun |= command == Command.GO;
		command.write(this.process.getOutputStream());
		if (Trace.isOn()) {
			Trace.step("told the first child: " + command);
		}
	}

	/**
	 * Return what the first child has printed.
	 * @return the text
	 * @throws IOException if it cannot be read
	 */
	public String printed() throws IOException {
		return StreamTail.in(this.process.getErrorStream());
	}

	/**
	 * Wait until the first child has ended.
	 * @throws InterruptedException if the waiting thread is interrupted
	 */
	public void awaitEnd() throws InterruptedException {
		this.process.waitFor();
	}

	/**
	 * End the first child, which has watched the daemon until it was ready, unless it
	 * goes on as the daemon's supervisor. In an upgrade, it puts the daemon in charge
	 * first.
	 * @return its last report; null if it was killed, or has not responded
	 * @throws InterruptedException if the waiting thread is interrupted
	 */
	public @Nullable Report end() throws InterruptedException {
		Report last = null;
		try {
			tell(Command.READY);
			last = next(TIMEOUT);
		}
		catch (IOException ex) {
			// It was killed
		}
		if (!this.plan.supervised() || !(last instanceof Report.Done)) {
			// Otherwise its JVM would wait some 300 ms for the thread that watches
			this.process.destroyForcibly();
			this.process.waitFor();
		}
		return last;
	}

	/**
	 * Return whether the pid file names the daemon. In an upgrade, the daemon is in
	 * charge then.
	 * @return whether it does
	 */
	public boolean isNamed() {
		DaemonProcess process = this.daemon;
		try {
			return process != null && LockHolder.named(FileSnapshot.of(BytePath.toPath(this.plan.pidFile())))
				.equals(OptionalLong.of(process.pid()));
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * End a daemon that has failed, unless it ends by itself.
	 * @throws InterruptedException if the waiting thread is interrupted
	 */
	public void endDaemon() throws InterruptedException {
		endDaemon(END_TIMEOUT);
	}

	private void endDaemon(Duration grace) throws InterruptedException {
		DaemonProcess process = this.daemon;
		if (process != null) {
			process.end(grace, END_TIMEOUT);
			// The id may belong to another process from now on
			this.daemon = null;
		}
	}

	/**
	 * End the first child and everything it started, once it has removed what it created.
	 * A daemon that has not received a handover ends by itself and does not need to be
	 * known. A known daemon is ended first, so that the first child sees its end.
	 * @throws InterruptedException if the waiting thread is interrupted
	 */
	public void stop() throws InterruptedException {
		try {
			if (this.reports != null && this.plan.predecessor() == null) {
				giveUp();
			}
			this.process.destroyForcibly();
			this.process.waitFor();
			awaitEnd(this.reports, END_TIMEOUT);
			if (this.plan.predecessor() != null && isNamed()) {
				// In charge since a moment ago: nobody else would serve
				return;
			}
			endDaemon(Duration.ZERO);
			awaitEnd(this.daemonReports, END_TIMEOUT);
		}
		finally {
			this.directory.close();
			closeStreams();
		}
	}

	/**
	 * Let the first child end by itself, unless it hangs.
	 */
	private void giveUp() throws InterruptedException {
		try {
			tell(Command.STOP);
		}
		catch (IOException ex) {
			// It has ended
		}
		boolean answered = await(this.decided);
		endDaemon(Duration.ZERO);
		if (answered && await(this.settled)) {
			close(this.process.getOutputStream());
			awaitEnd(this.reports, FIRST_CHILD_TIMEOUT);
		}
	}

	private static boolean await(CountDownLatch latch) throws InterruptedException {
		return latch.await(FIRST_CHILD_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Return whether a stopped first child may have left a pid file behind, since it was
	 * killed before it could report that there is none.
	 * @return whether it may
	 */
	public boolean mayHaveLeftPidFile() {
		return this.begun && !this.undone && !this.plan.pidFile().isEmpty();
	}

	/**
	 * Close the process's streams. The JDK closes those of its own processes some time
	 * after it has reported their end, and never those of a {@link SpawnedProcess}.
	 */
	private void closeStreams() {
		close(this.process.getOutputStream());
		close(this.process.getInputStream());
		close(this.process.getErrorStream());
	}

	private static void awaitEnd(@Nullable Reports reports, Duration timeout) throws InterruptedException {
		if (reports != null) {
			reports.awaitEnd(timeout);
		}
	}

}
