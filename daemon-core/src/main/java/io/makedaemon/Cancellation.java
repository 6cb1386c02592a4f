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
 * The user's way out of a start: Ctrl-C, or closing the terminal, ends what was started,
 * at any time.
 */
final class Cancellation implements AutoCloseable {

	private final Thread hook = new Thread(this::cancel, "makedaemon-cancel");

	private final ProgressLine progress;

	private final @Nullable String message;

	private final String pidFile;

	private volatile boolean ending;

	private @Nullable FirstChild firstChild;

	Cancellation(WaitPlan plan, ProgressLine progress) {
		this.progress = progress;
		this.message = plan.showProgress() ? ByteStrings.decode(plan.programName()) + ": the start was cancelled"
				: null;
		this.pidFile = plan.pidFile();
		try {
			Runtime.getRuntime().addShutdownHook(this.hook);
		}
		catch (IllegalStateException ex) {
			this.ending = true;
		}
	}

	/**
	 * Starts a first child, unless the process is ending.
	 */
	synchronized FirstChild start(Starter starter) throws IOException, ErrnoException {
		awaitEndOfProcess();
		FirstChild started = starter.start();
		this.firstChild = started;
		return started;
	}

	/**
	 * Does something with what was started, and ends that if it fails.
	 * @param action what to do
	 * @return what it returns
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
				Terminal.complain(this.message);
			}
		}
	}

	/**
	 * When the process is ending, what the start came to is nobody's business any more.
	 */
	synchronized void awaitEndOfProcess() {
		while (this.ending) {
			try {
				wait();
			}
			catch (InterruptedException ex) {
				// It is ending all the same
			}
		}
	}

	private void stop() throws InterruptedException {
		if (this.firstChild != null) {
			this.firstChild.stop();
			if (this.firstChild.mayHaveLeftPidFile()) {
				removePidFile();
			}
		}
	}

	/**
	 * Only here the parent makes a native call of its own: its first child was killed.
	 */
	private void removePidFile() {
		try {
			Path file = BytePath.toPath(this.pidFile);
			if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
				PidFile.removeLeft(file);
			}
		}
		catch (LinkageError ex) {
			// It stays: nobody takes it for that of a running daemon
		}
	}

	/**
	 * Ends the possibility. In a parent that goes on, the ids of then may be other
	 * processes' at its end. Does not return if the process is ending.
	 */
	@Override
	public void close() {
		try {
			Runtime.getRuntime().removeShutdownHook(this.hook);
		}
		catch (IllegalStateException ex) {
			// The hook has begun, and has the last word
			this.ending = true;
			awaitEndOfProcess();
		}
	}

	/**
	 * Does something with what was started.
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
