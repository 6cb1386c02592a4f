package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import io.makedaemon.parent.FirstChild;
import io.makedaemon.parent.ProgressLine;
import io.makedaemon.pidfile.PidFile;
import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.wire.WaitPlan;

/**
 * Lets the user cancel a start: Ctrl-C, or closing the terminal, ends whatever was
 * started.
 */
final class Cancellation implements AutoCloseable {

	private final Thread hook = new Thread(this::cancel, "makedaemon-cancel");

	private final ProgressLine progress;

	private final @Nullable String message;

	private final String pidFile;

	private final boolean upgrade;

	private final String name;

	private boolean kept;

	private volatile boolean ending;

	private @Nullable FirstChild firstChild;

	Cancellation(WaitPlan plan, ProgressLine progress) {
		this.progress = progress;
		String what = (plan.predecessor() != null) ? "the upgrade" : "the start";
		this.message = plan.showProgress() ? ByteStrings.decode(plan.programName()) + ": " + what + " was cancelled"
				: null;
		this.pidFile = plan.pidFile();
		this.upgrade = plan.predecessor() != null;
		this.name = ByteStrings.decode(plan.programName());
		try {
			Runtime.getRuntime().addShutdownHook(this.hook);
		}
		catch (IllegalStateException ex) {
			this.ending = true;
		}
	}

	/**
	 * Start a first child, unless the process is ending.
	 */
	synchronized FirstChild start(Starter starter) throws IOException, ErrnoException {
		awaitEndOfProcess();
		FirstChild started = starter.start();
		this.firstChild = started;
		return started;
	}

	/**
	 * Run an action on what was started, and undo the start if the action fails.
	 * @param action the action
	 * @return the result of the action
	 */
	<T> T undoOnFailure(Action<T> action) throws IOException, ErrnoException, InterruptedException {
		try {
			return action.run();
		}
		catch (IOException | ErrnoException | InterruptedException | RuntimeException | Error ex) {
			undo();
			throw ex;
		}
	}

	/**
	 * Keep what was started from now on.
	 */
	synchronized void keep() {
		this.firstChild = null;
		this.kept = true;
	}

	private synchronized void undo() throws InterruptedException {
		awaitEndOfProcess();
		stop();
	}

	private void cancel() {
		this.ending = true;
		synchronized (this) {
			this.progress.phase("stopping");
			try {
				stop();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.progress.close();
			if (this.message != null) {
				Terminal
					.complain(this.kept ? this.name + ": the new generation is in charge, and the former one finishes"
							+ " what it has begun" : this.message);
			}
		}
	}

	/**
	 * Wait forever if the process is ending: nobody needs the outcome of the start any
	 * more.
	 */
	synchronized void awaitEndOfProcess() {
		while (this.ending) {
			try {
				wait();
			}
			catch (InterruptedException ex) {
				// The process is ending anyway
			}
		}
	}

	private void stop() throws InterruptedException {
		if (this.firstChild != null) {
			this.firstChild.stop();
			this.kept = this.upgrade && this.firstChild.isNamed();
			if (!this.upgrade && this.firstChild.mayHaveLeftPidFile()) {
				removePidFile();
			}
		}
	}

	/**
	 * Remove the pid file in the parent, since its first child was killed. Only here does
	 * the parent make a native call.
	 */
	private void removePidFile() {
		try {
			Path file = BytePath.toPath(this.pidFile);
			if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
				PidFile.removeLeft(file);
			}
		}
		catch (LinkageError ex) {
			// The file stays: without a lock, nobody takes it for a running daemon's
		}
	}

	/**
	 * End the chance to cancel. A parent that continues may end much later, when the
	 * process ids belong to other processes. This method does not return if the process
	 * is ending.
	 */
	@Override
	public void close() {
		try {
			Runtime.getRuntime().removeShutdownHook(this.hook);
		}
		catch (IllegalStateException ex) {
			// The hook is running and finishes the process
			this.ending = true;
			awaitEndOfProcess();
		}
	}

	/**
	 * An action on what was started.
	 *
	 * @param <T> the type of the result
	 */
	interface Action<T> {

		T run() throws IOException, ErrnoException, InterruptedException;

	}

	/**
	 * Starts a first child.
	 */
	interface Starter {

		FirstChild start() throws IOException, ErrnoException;

	}

}
