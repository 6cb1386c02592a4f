package io.makedaemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.makedaemon.Stage1Launch.Inherited;
import io.makedaemon.capture.CaptureFiles;
import io.makedaemon.pidfile.PidFile;
import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.NativeLibrary;
import io.makedaemon.posix.Posix;
import io.makedaemon.posix.Signals;
import io.makedaemon.proc.FileSnapshot;
import io.makedaemon.proc.LockHolder;
import io.makedaemon.proc.OomScore;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.proc.ProcessIdentity;
import io.makedaemon.signal.SignalQueue;
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
 * nothing, and no thread of it wakes up, while nothing happens.
 */
final class Stage1Supervisor {

	private static final long POLL_MILLIS = 100;

	private static final long GIVE_UP = -1;

	private static final int SIGTERM = 15;

	/** What the daemon publishes as its log file. */
	private static final String LOG = "log";

	private static final String NAME = ": supervisor";

	private final LaunchPlan plan;

	private final PlannedSupervision planned;

	private final OomScore oomScore;

	private final @Nullable Stage1Sockets sockets;

	private final RestartPolicy policy;

	private final SupervisorLog log;

	private final String name;

	private final int generation;

	private Inherited inherited;

	private PidFile pidFile;

	private @Nullable Stage1Supervised current;

	/** The end of the pipe from which only the parent reads. */
	private int reports = -1;

	private int restarts;

	private boolean inCharge;

	private boolean stopping;

	Stage1Supervisor(LaunchPlan plan, PlannedSupervision planned, OomScore oomScore, Inherited inherited,
			@Nullable Stage1Sockets sockets, int generation) {
		this.plan = plan;
		this.planned = planned;
		this.oomScore = oomScore;
		this.inherited = inherited;
		this.sockets = sockets;
		this.generation = generation;
		this.pidFile = Objects.requireNonNull(inherited.pidFile());
		this.policy = new RestartPolicy(planned);
		String argument = ByteStrings.decode(plan.program().arguments().get(0));
		this.name = argument.substring(argument.lastIndexOf('/') + 1);
		this.log = new SupervisorLog(this.name);
	}

	/**
	 * Prepare this process, before the files of its class path are removed and it becomes
	 * another user's.
	 * @return how likely the daemon is to be killed when memory runs out
	 */
	static OomScore prepareProcess() throws IOException {
		if (!NativeLibrary.hasErrorNames()) {
			throw new IOException("the class path is gone");
		}
		return OomScore.protectThisProcess();
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
		Stage1Supervised first = new Stage1Supervised(launch, this.plan.captureOutput() ? capture : null);
		this.current = first;
		return handedOver(launch, first, null, "", 0);
	}

	private Supervised handedOver(Stage1Launch launch, Stage1Supervised next, @Nullable Stage1Supervised former,
			String reason, long endedAt) {
		boolean left = former != null && former.stdout() >= 0;
		return new Supervised(Objects.requireNonNull(ProcessIdentity.of(ProcessHandle.current().pid())),
				this.generation, this.restarts, reason, endedAt, this.planned.liveness(),
				(next.stdout() >= 0) ? launch.add(next.stdout()) : -1,
				(next.stderr() >= 0) ? launch.add(next.stderr()) : -1,
				(left && former != null) ? launch.add(former.stdout()) : -1,
				(left && former != null) ? launch.add(former.stderr()) : -1);
	}

	/**
	 * Watch the daemon's first process.
	 */
	void watch(Stage1Process process, Stage1Launch launch) {
		Stage1Supervised first = Objects.requireNonNull(this.current);
		first.started(process);
		this.oomScore.restore(process.pid());
		closeWhatIsTheDaemons(launch, first);
	}

	private void closeWhatIsTheDaemons(Stage1Launch launch, Stage1Supervised next) {
		List<Integer> kept = next.kept();
		kept.add(this.inherited.nothing());
		kept.addAll(this.inherited.files());
		kept.addAll(this.inherited.sockets());
		launch.closeWhatIsTheDaemons(kept);
	}

	/**
	 * Go on from now on, instead of the parent.
	 */
	synchronized void takeCharge() {
		if (this.inCharge) {
			return;
		}
		this.inCharge = true;
		Trace.step("supervises the daemon");
		SignalQueue.of(List.of("TERM", "INT", "HUP")).deliverTo((signal) -> {
			if (!signal.equals("HUP")) {
				stop();
			}
		});
	}

	synchronized boolean isInCharge() {
		return this.inCharge;
	}

	/**
	 * Let go of the parent, which waits for nothing any more.
	 */
	void detach() {
		ProcSelf.retitle(this.name + NAME);
		Objects.requireNonNull(this.current).guard(this.planned.startTimeout(), this.planned.liveness());
		Posix.close(this.reports);
		try {
			for (int standard = 0; standard <= 2; standard++) {
				Posix.dup2(this.inherited.nothing(), standard);
			}
		}
		catch (ErrnoException ex) {
			// They stay what they are
		}
		System.gc();
	}

	/**
	 * Stop the daemon, and end then.
	 */
	private synchronized void stop() {
		Trace.step("was told to stop");
		this.stopping = true;
		Stage1Supervised running = this.current;
		if (running != null) {
			// Clients are refused as soon as the daemon does not accept them any more
			this.inherited.sockets().forEach(Posix::close);
			running.process().signal(SIGTERM);
		}
		notifyAll();
	}

	/**
	 * Supervise the daemon, whose process has just ended. This method does not return.
	 */
	void run() {
		try {
			supervise(Objects.requireNonNull(this.current));
		}
		catch (RuntimeException | Error ex) {
			// A fault of this library: nobody else would tell
			Trace.step("has failed: " + ex);
			this.log.warn(this.planned.logFile(), "the supervisor has failed: " + ex);
			Runtime.getRuntime().halt(1);
		}
	}

	private void supervise(Stage1Supervised first) {
		Stage1Supervised ended = first;
		while (true) {
			WaitStatus status = ended.process().reap();
			synchronized (this) {
				this.current = null;
			}
			ended.ended();
			long pid = ended.process().pid();
			Trace.step("process " + pid + " " + status);
			Map<String, String> published = ended.published();
			if (isReplaced(ended, published)) {
				end();
			}
			boolean untold = !isStopping() && !(ended.killed().isEmpty() && this.policy.isEnd(status));
			if (!untold) {
				removeFiles();
				end();
			}
			long ready = ended.readyMillis();
			String reason = EndDescription.of(this.plan, pid, status, ended.killed(),
					published.getOrDefault(Published.FAILED, ""), ready);
			boolean hopeless = published.containsKey(Published.HOPELESS) || (ready == 0 && this.restarts == 0);
			long delay = hopeless ? GIVE_UP : this.policy.failed(ready, now());
			ended = restart(ended, pid, reason, delay, published);
			ended.process().awaitEnd();
		}
	}

	/**
	 * Start the daemon again, as often as that is necessary.
	 */
	private Stage1Supervised restart(Stage1Supervised ended, long pid, String end, long firstDelay,
			Map<String, String> published) {
		String logFile = published.getOrDefault(LOG, this.planned.logFile());
		long endedAt = System.currentTimeMillis();
		String reason = end;
		long delay = firstDelay;
		while (true) {
			if (delay < 0) {
				giveUp(pid, reason, logFile);
			}
			try {
				this.log.warn(logFile, reason + "; it is started again in " + EndDescription.duration(delay)
						+ " (restart " + (this.restarts + 1) + ")");
				await(pid, reason, endedAt, delay, logFile);
				this.restarts++;
				return start(ended, reason, endedAt);
			}
			catch (ErrnoException | IOException ex) {
				reason = "cannot start the daemon again: " + ex.getMessage();
				delay = this.policy.failed(0, now());
			}
		}
	}

	private static long now() {
		return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
	}

	/**
	 * Wait before a restart. Meanwhile, the pid file leads to this process.
	 */
	private void await(long pid, String reason, long endedAt, long delay, String logFile) throws ErrnoException {
		int status = StatusFile.create(this.plan.pidFile());
		try {
			long own = ProcessHandle.current().pid();
			StatusFile.publish(status, Published.SIGNALS, "");
			StatusFile.publish(status, Published.SUPERVISOR, Long.toString(own));
			StatusFile.publish(status, Published.RESTARTS, Integer.toString(this.restarts));
			StatusFile.publish(status, Published.LAST_END, reason);
			StatusFile.publish(status, Published.LAST_END_AT, Instant.ofEpochMilli(endedAt).toString());
			StatusFile.publish(status, Published.NEXT_START, Instant.now().plusMillis(delay).toString());
			if (!logFile.isEmpty()) {
				StatusFile.publish(status, LOG, logFile);
			}
			lockAgainIfRemoved();
			this.pidFile.replace(pid, own);
			long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delay);
			synchronized (this) {
				for (long left = end - System.nanoTime(); left > 0 && !this.stopping; left = end - System.nanoTime()) {
					TimeUnit.NANOSECONDS.timedWait(this, left);
				}
			}
		}
		catch (InterruptedException ex) {
			// Nobody interrupts
		}
		finally {
			Posix.close(status);
		}
		if (isStopping()) {
			removeFiles();
			end();
		}
	}

	/**
	 * If somebody has removed the pid file, the daemon had created it again, and has lost
	 * its lock.
	 */
	private void lockAgainIfRemoved() throws ErrnoException {
		if (!this.pidFile.isInPlace()) {
			String path = this.plan.pidFile();
			PidFile again = (Posix.geteuid() == 0) ? PidFile.lockAsRoot(path, 0, 0) : PidFile.lock(path);
			this.pidFile.close();
			this.pidFile = again;
			this.inherited = this.inherited.with(again);
		}
	}

	private synchronized Stage1Supervised start(Stage1Supervised former, String reason, long endedAt)
			throws ErrnoException, IOException {
		CaptureFiles capture = this.plan.captureOutput() ? CaptureFiles.create(true) : null;
		Stage1Launch launch = new Stage1Launch(this.plan, this.inherited, capture, this.inherited.nothing());
		Stage1Supervised next = new Stage1Supervised(launch, capture);
		Supervised supervised = handedOver(launch, next, former, reason, endedAt);
		long pid = launch.spawn();
		this.oomScore.restore(pid);
		next.started(new Stage1Process(pid));
		this.pidFile.replace(ProcessHandle.current().pid(), pid);
		launch.handOver(System.currentTimeMillis(), false, null, supervised);
		closeWhatIsTheDaemons(launch, next);
		former.closeStatus();
		Trace.step("started the daemon again, pid " + pid);
		this.current = next;
		if (this.stopping) {
			next.process().signal(SIGTERM);
		}
		next.guard(this.planned.startTimeout(), this.planned.liveness());
		return next;
	}

	private synchronized boolean isStopping() {
		return this.stopping;
	}

	/**
	 * Return whether another generation has replaced the ended process. If it has ended
	 * amid an upgrade, that is known only when the next generation is ready, or has
	 * failed.
	 */
	private boolean isReplaced(Stage1Supervised ended, Map<String, String> published) {
		if (published.containsKey(StatusFile.REPLACED)) {
			return true;
		}
		try {
			while (published.getOrDefault(Published.UPGRADING, "").equals("true") && !isOtherNamed(ended)
					&& Descriptors.isLocked(ended.status())) {
				Thread.sleep(POLL_MILLIS);
			}
		}
		catch (InterruptedException ex) {
			// Nobody interrupts
		}
		return isOtherNamed(ended);
	}

	private boolean isOtherNamed(Stage1Supervised ended) {
		try {
			OptionalLong named = LockHolder
				.named(FileSnapshot.following(Path.of(ProcSelf.descriptorPath(this.pidFile.descriptor()))));
			return named.isPresent() && named.getAsLong() != ended.process().pid()
					&& ProcessHandle.of(named.getAsLong()).isPresent();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private void giveUp(long pid, String reason, String logFile) {
		int failures = this.policy.failures();
		String text = reason + "; it is not started again" + ((failures > 1)
				? ", after " + failures + " failures within " + EndDescription.duration(this.planned.failuresWithin())
				: "");
		Trace.step("gives up");
		this.log.warn(logFile, text);
		try {
			lockAgainIfRemoved();
			this.pidFile.abandon(pid, text);
		}
		catch (ErrnoException ex) {
			// The log says it
		}
		if (this.sockets != null) {
			this.sockets.removeAllFiles();
		}
		Runtime.getRuntime().halt(1);
	}

	private void removeFiles() {
		this.pidFile.remove();
		if (this.sockets != null) {
			this.sockets.removeAllFiles();
		}
	}

	private static void end() {
		Trace.step("ends");
		Runtime.getRuntime().halt(0);
	}

}
