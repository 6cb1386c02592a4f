package io.makedaemon;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import io.makedaemon.Stage1Launch.Inherited;
import io.makedaemon.capture.CaptureFiles;
import io.makedaemon.capture.UnreadOutput;
import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.Posix;
import io.makedaemon.proc.OomScore;
import io.makedaemon.proc.ProcessIdentity;
import io.makedaemon.proc.SpareMemory;
import io.makedaemon.supervise.EndDescription;
import io.makedaemon.supervise.RestartPolicy;
import io.makedaemon.supervise.SupervisorLog;
import io.makedaemon.trace.Trace;
import io.makedaemon.wire.LaunchPlan;
import io.makedaemon.wire.PlannedSupervision;
import io.makedaemon.wire.Supervised;
import io.makedaemon.wire.WaitStatus;

/**
 * What the first child of a supervised daemon becomes when the daemon is ready: it stays,
 * and starts the daemon again when that has ended without having been told to.
 *
 * <p>
 * It has the sockets open and the pid file locked all the time. While no daemon runs, the
 * pid file names this process, which can be stopped by it like the daemon. It does
 * nothing, and no thread of its own wakes up, while nothing happens.
 *
 * <p>
 * It runs as the daemon's user and can write root's pid file. So after a change of the
 * user, nobody but root may look into it, see PR_SET_DUMPABLE in prctl(2): the daemon,
 * which may have been taken over, cannot get the descriptor.
 */
final class Stage1Supervisor {

	private static final long POLL_MILLIS = 100;

	/** How often to look after the pid file before a restart, in nanoseconds. */
	private static final long LOOK = TimeUnit.SECONDS.toNanos(5);

	private static final long GIVE_UP = -1;

	private static final int SIGTERM = 15;

	private final LaunchPlan plan;

	private final PlannedSupervision planned;

	private final OomScore oomScore;

	private final @Nullable Stage1Sockets sockets;

	private final RestartPolicy policy;

	private final SupervisorLog log;

	private final ProcessIdentity own = ProcessIdentity.ofChild(Posix.getpid());

	private final int generation;

	private final Inherited inherited;

	private final Stage1PidFile pidFile;

	private final Stage1Charge charge = new Stage1Charge(new Stop());

	private @Nullable Stage1Supervised first;

	/** The running process; null between two of them. */
	private @Nullable Stage1Supervised current;

	/** The end of the pipe from which only the parent reads. */
	private int reports = -1;

	private int restarts;

	/** Whether any process was ready: before that, a failure is that of the start. */
	private boolean wasReady;

	private boolean stopping;

	Stage1Supervisor(LaunchPlan plan, PlannedSupervision planned, OomScore oomScore, Inherited inherited,
			@Nullable Stage1Sockets sockets, int generation) {
		this.plan = plan;
		this.planned = planned;
		this.oomScore = oomScore;
		this.inherited = inherited;
		this.sockets = sockets;
		this.generation = generation;
		this.pidFile = new Stage1PidFile(plan.pidFile(), Objects.requireNonNull(inherited.pidFile()));
		this.policy = new RestartPolicy(planned);
		this.log = new SupervisorLog(Stage1Title.programName(plan));
	}

	/**
	 * Prepare for the daemon's first process, which is about to be started.
	 * @param launch its launch
	 * @param capture the files that capture its output; null if none do
	 * @param reportReader the end of the pipe from which only the parent reads
	 * @return what the process has to know
	 */
	Supervised prepare(Stage1Launch launch, @Nullable CaptureFiles capture, int reportReader) throws ErrnoException {
		this.reports = reportReader;
		this.first = new Stage1Supervised(launch, this.plan.captureOutput() ? capture : null, null);
		this.current = this.first;
		return handedOver(launch, this.first.output(), null, "", 0);
	}

	private Supervised handedOver(Stage1Launch launch, @Nullable UnreadOutput output, @Nullable UnreadOutput former,
			String reason, long endedAt) throws ErrnoException {
		Stage1Status.supervise(launch.status(), this.restarts, reason, endedAt);
		return new Supervised(this.own, this.generation, this.restarts, reason, endedAt, this.planned.liveness(),
				(output != null) ? launch.add(output.stdout()) : -1,
				(output != null) ? launch.add(output.stderr()) : -1,
				(former != null) ? launch.add(former.stdout()) : -1,
				(former != null) ? launch.add(former.stderr()) : -1);
	}

	/**
	 * Watch the daemon's first process.
	 */
	void watch(Stage1Process process, Stage1Launch launch) {
		Stage1Supervised started = Objects.requireNonNull(this.first);
		started.started(process);
		this.oomScore.restore(process.pid());
		closeWhatIsTheDaemons(launch, started);
	}

	private void closeWhatIsTheDaemons(Stage1Launch launch, Stage1Supervised next) {
		List<Integer> kept = next.kept();
		kept.addAll(inherited());
		launch.closeWhatIsTheDaemons(kept);
	}

	/**
	 * Return the descriptors that every process of the daemon inherits.
	 */
	List<Integer> inherited() {
		List<Integer> all = new ArrayList<>(List.of(this.inherited.nothing(), this.pidFile.file().descriptor()));
		all.addAll(this.inherited.files());
		all.addAll(this.inherited.sockets());
		return all;
	}

	/**
	 * Return who decides what follows when the daemon's first process ends.
	 */
	Stage1Charge charge() {
		return this.charge;
	}

	/**
	 * Let go of the parent, which waits for nothing any more.
	 */
	void detach() {
		Stage1Title.retitle(this.plan);
		Posix.close(this.reports);
		try {
			for (int standard = 0; standard <= 2; standard++) {
				Posix.dup2(this.inherited.nothing(), standard);
			}
		}
		catch (ErrnoException ex) {
			Trace.step(ex.description());
		}
		try {
			Objects.requireNonNull(this.first).guard(this.planned.startTimeout(), this.planned.liveness());
		}
		catch (ErrnoException ex) {
			this.log.warn(this.planned.logFile(), "it is not watched whether the daemon hangs: " + ex.description());
		}
		SpareMemory.giveBack();
	}

	/**
	 * Stop the daemon, and end then.
	 */
	private synchronized void stop() {
		Trace.step("was told to stop");
		Stage1Supervised running = this.current;
		if (running != null) {
			// Clients are refused as soon as the daemon does not accept them any more
			for (int socket : this.inherited.sockets()) {
				Posix.close(socket);
			}
			running.process().signal(SIGTERM);
		}
		this.stopping = true;
		notifyAll();
	}

	/**
	 * Supervise the daemon, whose process has just ended. This method does not return.
	 */
	void run() {
		try {
			supervise(Objects.requireNonNull(this.first));
		}
		catch (RuntimeException | Error ex) {
			// A fault of this library: nobody else would tell
			try {
				Trace.step("has failed: " + ex);
				this.log.warn(this.planned.logFile(), "the supervisor has failed: " + ex);
			}
			finally {
				Runtime.getRuntime().halt(1);
			}
		}
	}

	private void supervise(Stage1Supervised started) {
		Stage1Supervised ended = started;
		while (true) {
			WaitStatus status = ended.process().reap();
			long ready = ended.readyMillis();
			long endedAt = System.currentTimeMillis();
			this.wasReady |= ready > 0 || this.charge.wasReady();
			synchronized (this) {
				this.current = null;
			}
			UnreadOutput output = ended.ended();
			long pid = ended.process().pid();
			Trace.step("process " + pid + " " + status);
			Map<String, String> published = ended.published();
			if (isReplaced(ended, published)) {
				end();
			}
			String killed = ended.killed(status);
			if (isStopping() || (killed.isEmpty() && this.policy.isEnd(status))) {
				removeFilesAndEnd();
			}
			String reason = EndDescription.of(this.plan, pid, status, killed,
					published.getOrDefault(Published.FAILED, ""), ready);
			boolean hopeless = !this.wasReady || (ready == 0 && published.containsKey(Published.HOPELESS));
			long delay = hopeless ? GIVE_UP : this.policy.failed(ready, now());
			String log = published.get(Published.LOG);
			ended = restart(ended, output, reason, endedAt, delay,
					(log != null) ? ByteStrings.encode(log) : this.planned.logFile());
			ended.process().awaitEnd();
		}
	}

	/**
	 * Start the daemon again, as often as that is necessary.
	 */
	private Stage1Supervised restart(Stage1Supervised ended, @Nullable UnreadOutput output, String end, long endedAt,
			long firstDelay, String logFile) {
		long pid = ended.process().pid();
		String reason = end;
		long delay = firstDelay;
		// From now on, this process publishes by itself
		ended.closeStatus();
		while (true) {
			if (delay < 0) {
				giveUp(pid, output, reason, logFile);
			}
			this.log.warn(logFile, reason + "; it is started again in " + EndDescription.duration(delay) + " (restart "
					+ (this.restarts + 1) + ")");
			Stage1Status status = Stage1Status.waiting(this.plan.pidFile(), this.restarts, reason, endedAt, logFile);
			try {
				await(pid, delay, status);
				this.restarts++;
				return start(output, reason, endedAt);
			}
			catch (ErrnoException | IOException ex) {
				reason = "cannot start the daemon again: "
						+ ((ex instanceof ErrnoException failed) ? failed.description() : ex.getMessage());
				delay = Stage1PidFile.isTaken(ex) ? GIVE_UP : this.policy.failed(0, now());
			}
			finally {
				status.close();
			}
		}
	}

	private static long now() {
		return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
	}

	/**
	 * Wait before a restart. Meanwhile, the pid file leads to this process.
	 * @throws ErrnoException if the pid file is another daemon's by now
	 */
	private synchronized void await(long former, long delay, Stage1Status status) throws ErrnoException {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delay);
		try {
			for (long left = end - System.nanoTime(); left > 0 && !this.stopping; left = end - System.nanoTime()) {
				status.startsAgain(System.currentTimeMillis(), TimeUnit.NANOSECONDS.toMillis(left));
				this.pidFile.keep(former, Posix.getpid());
				TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, LOOK));
			}
		}
		catch (InterruptedException ex) {
			// Nobody interrupts
		}
		if (this.stopping) {
			removeFilesAndEnd();
		}
	}

	private synchronized Stage1Supervised start(@Nullable UnreadOutput former, String reason, long endedAt)
			throws ErrnoException, IOException {
		long own = Posix.getpid();
		this.pidFile.keep(own, own);
		// It may be another directory of that name by now
		Posix.chdir(this.plan.process().workingDirectory());
		Stage1Files.rewind(this.plan.files(), this.inherited.files());
		CaptureFiles capture = this.plan.captureOutput() ? CaptureFiles.create(true) : null;
		Stage1Launch launch = null;
		Stage1Supervised next = null;
		try {
			launch = new Stage1Launch(this.plan, this.inherited.with(this.pidFile.file()), capture,
					this.inherited.nothing());
			next = new Stage1Supervised(launch, capture, former);
			Supervised supervised = handedOver(launch, next.output(), former, reason, endedAt);
			next.guard(this.planned.startTimeout(), this.planned.liveness());
			long pid = launch.spawn();
			next.started(new Stage1Process(pid));
			this.oomScore.restore(pid);
			this.pidFile.name(own, pid);
			launch.handOver(System.currentTimeMillis(), false, null, supervised);
			Trace.step("started the daemon again, pid " + pid);
		}
		catch (ErrnoException | IOException ex) {
			abandon(capture, launch, next);
			throw ex;
		}
		closeWhatIsTheDaemons(launch, next);
		this.current = next;
		if (this.stopping) {
			next.process().signal(SIGTERM);
		}
		return next;
	}

	/**
	 * Close what was opened for a process that could not be started.
	 */
	private static void abandon(@Nullable CaptureFiles capture, @Nullable Stage1Launch launch,
			@Nullable Stage1Supervised next) {
		if (capture != null) {
			capture.abandon();
		}
		if (launch != null) {
			launch.abandon();
		}
		if (next != null) {
			next.abandon();
		}
	}

	private synchronized boolean isStopping() {
		return this.stopping;
	}

	/**
	 * Return whether another generation has replaced the ended process. If it has ended
	 * during an upgrade, that is known only when the next generation is ready, or has
	 * failed.
	 */
	private boolean isReplaced(Stage1Supervised ended, Map<String, String> published) {
		if (published.containsKey(StatusFile.REPLACED)) {
			return true;
		}
		boolean upgrading = published.getOrDefault(Published.UPGRADING, "").equals("true");
		try {
			while (upgrading && !isStopping() && !this.pidFile.isOtherNamed(ended.process().pid())
					&& Descriptors.isLocked(ended.status())) {
				Thread.sleep(POLL_MILLIS);
			}
		}
		catch (InterruptedException ex) {
			// Nobody interrupts
		}
		// Without an upgrade, somebody has just edited the file
		return upgrading && this.pidFile.isOtherNamed(ended.process().pid());
	}

	private void giveUp(long last, @Nullable UnreadOutput output, String reason, String logFile) {
		int failures = this.policy.failures();
		String text = reason + "; it is not started again" + ((failures > 1)
				? ", after " + failures + " failures within " + EndDescription.duration(this.planned.failuresWithin())
				: "");
		Trace.step("gives up");
		this.log.warn(logFile, text);
		try {
			for (String line : (output != null) ? output.lastLines() : List.<String>of()) {
				this.log.warn(logFile, "it had printed: " + ByteStrings.harmless(line));
			}
		}
		catch (IOException ex) {
			// There is nothing to add
		}
		this.pidFile.abandon(last, text);
		if (this.sockets != null) {
			this.sockets.removeAllFiles();
		}
		Runtime.getRuntime().halt(1);
	}

	private void removeFilesAndEnd() {
		this.pidFile.remove();
		if (this.sockets != null) {
			this.sockets.removeAllFiles();
		}
		end();
	}

	private static void end() {
		Trace.step("ends");
		Runtime.getRuntime().halt(0);
	}

	/**
	 * What the JVM runs when this process is told to end, by SIGTERM or SIGINT: only the
	 * main thread ends it.
	 */
	private final class Stop extends Thread {

		@Override
		public void run() {
			Stage1Supervisor.this.stop();
			while (true) {
				LockSupport.park();
			}
		}

	}

}
