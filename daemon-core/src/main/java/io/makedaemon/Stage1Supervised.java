package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.makedaemon.capture.CaptureFiles;
import io.makedaemon.capture.UnreadOutput;
import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.Posix;
import io.makedaemon.posix.Signals;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.proc.ProcessIdentity;
import io.makedaemon.proc.SpareMemory;
import io.makedaemon.supervise.EndDescription;
import io.makedaemon.trace.Trace;
import io.makedaemon.wire.WaitStatus;

/**
 * A process of the daemon, as its supervisor sees it: what it publishes, what it has
 * printed, and whether it still shows a sign of life.
 */
final class Stage1Supervised {

	private static final long POLL_MILLIS = 500;

	private static final long DUMP_MILLIS = 2000;

	/** How often to look for a sign of life in the time in which there must be one. */
	private static final int LOOKS = 4;

	private static final int SIGKILL = 9;

	/** The exit code that a shell would show for it. */
	private static final int KILLED = 128 + SIGKILL;

	private final int status;

	private final @Nullable CaptureFiles capture;

	/** Whether the process has ended. Guarded by this object. */
	private boolean over;

	/** When the process was seen to be ready; 0 if it was not. */
	private volatile long readyAt;

	/** What it has printed; null if that is not captured. */
	private final @Nullable UnreadOutput output;

	/** What the processes before it have left of theirs. Guarded by this object. */
	private @Nullable UnreadOutput formerOutput;

	private @Nullable Stage1Process process;

	private @Nullable Thread guard;

	private volatile String killed = "";

	/**
	 * Prepare for a process that is about to be started.
	 * @param launch its launch
	 * @param capture the files that capture its output; null if none do
	 * @param formerOutput what the processes before it have left of their output; null if
	 * there is none
	 */
	Stage1Supervised(Stage1Launch launch, @Nullable CaptureFiles capture, @Nullable UnreadOutput formerOutput)
			throws ErrnoException {
		this.status = launch.status();
		this.capture = capture;
		this.output = (capture != null) ? UnreadOutput.of(capture) : null;
		this.formerOutput = formerOutput;
	}

	@Nullable UnreadOutput output() {
		return this.output;
	}

	int status() {
		return this.status;
	}

	synchronized void started(Stage1Process started) {
		this.process = started;
		notifyAll();
	}

	Stage1Process process() {
		return Objects.requireNonNull(this.process);
	}

	/**
	 * Return what the supervisor keeps open until the process has ended.
	 */
	List<Integer> kept() {
		List<Integer> kept = new ArrayList<>(List.of(this.status));
		if (this.capture != null) {
			kept.addAll(List.of(this.capture.stdout(), this.capture.stderr()));
		}
		if (this.output != null) {
			kept.addAll(this.output.descriptors());
		}
		if (this.formerOutput != null) {
			kept.addAll(this.formerOutput.descriptors());
		}
		return kept;
	}

	/**
	 * Return what the process publishes, or has published last.
	 */
	Map<String, String> published() {
		return StatusFile.readOpen(this.status);
	}

	private boolean isReady() {
		if (this.readyAt == 0 && published().containsKey(Published.READY)) {
			this.readyAt = System.nanoTime();
		}
		return this.readyAt != 0;
	}

	/**
	 * Return how long the process, which ends now, was ready, in milliseconds; 0 if it
	 * was not. The time of day, which may be set meanwhile, does not matter.
	 */
	long readyMillis() {
		return isReady() ? Math.max(1, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - this.readyAt)) : 0;
	}

	/**
	 * Return why this process was killed by its supervisor; empty if it was not, or has
	 * ended by itself before.
	 * @param end how it has ended
	 */
	String killed(WaitStatus end) {
		return (end.exitCode() == KILLED) ? this.killed : "";
	}

	/**
	 * Kill the process, which may be about to be started, if it is not ready in time, and
	 * later if it shows no sign of life.
	 * @param startTimeout how long it may take to be ready, in milliseconds
	 * @param liveness how long it may show no sign of life, in milliseconds; 0 for any
	 * time
	 * @throws ErrnoException if no other thread can be started
	 */
	synchronized void guard(long startTimeout, long liveness) throws ErrnoException {
		if (!this.over && (!isReady() || liveness > 0)) {
			Thread thread = new Guard(startTimeout, liveness);
			Stage1Watch.start(thread);
			this.guard = thread;
		}
	}

	private synchronized void awaitStart() throws InterruptedException {
		while (this.process == null) {
			wait();
		}
	}

	private void awaitReady(long startTimeout) throws InterruptedException {
		for (long left = startTimeout; !isReady(); left -= POLL_MILLIS) {
			if (left <= 0) {
				kill("was not ready within " + EndDescription.duration(startTimeout));
				return;
			}
			Thread.sleep(POLL_MILLIS);
		}
	}

	/**
	 * Wait until there is no sign of life. Looks are counted: the time of day may be set,
	 * and whoever stops this process may have stopped the daemon as well.
	 */
	private void awaitSilence(long liveness) throws InterruptedException {
		FileTime before = lastSign();
		for (int silent = 0; silent < LOOKS;) {
			Thread.sleep(liveness / LOOKS);
			FileTime last = lastSign();
			silent = last.equals(before) ? silent + 1 : 0;
			before = last;
		}
		kill("has shown no sign of life for " + EndDescription.duration(liveness));
	}

	private FileTime lastSign() {
		try {
			return Files.getLastModifiedTime(Path.of(ProcSelf.descriptorPath(this.status)));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void kill(String reason) throws InterruptedException {
		Trace.step("process " + process().pid() + " " + reason);
		this.killed = reason;
		ProcessIdentity identity = ProcessIdentity.of(process().pid());
		if (identity != null && identity.handles(Signals.SIGQUIT)) {
			// The thread dump becomes part of the captured output
			process().signal(Signals.SIGQUIT);
			Thread.sleep(DUMP_MILLIS);
		}
		process().signal(SIGKILL);
	}

	/**
	 * Note that the process is ready: it has logged what those before it had left.
	 */
	private synchronized void forgetFormerOutput() {
		if (this.formerOutput != null && this.formerOutput.isEmpty()) {
			this.formerOutput.close();
			this.formerOutput = null;
		}
	}

	/**
	 * Note that the process has ended: nobody adds to its output any more.
	 * @return what it and those before it have printed and nobody has logged; null if
	 * that is not captured
	 */
	synchronized @Nullable UnreadOutput ended() {
		this.over = true;
		if (this.guard != null) {
			this.guard.interrupt();
		}
		if (this.capture != null) {
			try {
				this.capture.finish();
			}
			catch (ErrnoException ex) {
				// Programs that it has started may add to it
			}
			this.capture.close();
		}
		UnreadOutput former = this.formerOutput;
		this.formerOutput = null;
		return (this.output != null && former != null) ? former.followedBy(this.output) : this.output;
	}

	/**
	 * Close what the ended process has published.
	 */
	void closeStatus() {
		Posix.close(this.status);
	}

	/**
	 * Close what was opened here for a process that could not be started.
	 */
	synchronized void abandon() {
		if (this.guard != null) {
			this.guard.interrupt();
		}
		if (this.output != null) {
			this.output.close();
		}
	}

	/**
	 * Waits until the process is ready, and then for signs of life.
	 */
	private final class Guard extends Thread {

		private final long startTimeout;

		private final long liveness;

		Guard(long startTimeout, long liveness) {
			super("makedaemon-guard");
			this.startTimeout = startTimeout;
			this.liveness = liveness;
		}

		@Override
		public void run() {
			try {
				awaitStart();
				awaitReady(this.startTimeout);
				forgetFormerOutput();
				SpareMemory.giveBack();
				if (this.liveness > 0 && Stage1Supervised.this.killed.isEmpty()) {
					awaitSilence(this.liveness);
				}
			}
			catch (InterruptedException ex) {
				// It has ended
			}
		}

	}

}
