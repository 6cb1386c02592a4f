package io.makedaemon;

import io.makedaemon.wire.WaitStatus;

/**
 * Thrown in the waiting parent when the daemon was started but did not become ready. It
 * has ended by then.
 */
public class StartFailedException extends DaemonException {

	/** The exit code of the failed start. */
	private final int exitCode;

	/** Whether the daemon's own exit code was 0. */
	private final boolean done;

	StartFailedException(String text, WaitStatus status) {
		super(text);
		this.exitCode = Math.max(1, status.exitCode());
		this.done = status.isSuccess();
	}

	/**
	 * Returns the exit code that tells of this failure.
	 * @return the daemon's own exit code, or 128 and the number of the signal that has
	 * ended it; 1 if the daemon has ended with 0, or was ended by the parent
	 */
	public int exitCode() {
		return this.exitCode;
	}

	/**
	 * Return whether the daemon has ended by itself with exit code 0, as a job does that
	 * is done.
	 * @return whether it has
	 */
	public boolean isDone() {
		return this.done;
	}

}
