package io.makedaemon;

import io.makedaemon.wire.WaitStatus;

/**
 * Thrown in the waiting parent when the daemon was started but did not become ready. The
 * daemon has ended by then.
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
	 * Return the exit code for this failure.
	 * @return the daemon's exit code, or 128 plus the number of the signal that ended it;
	 * 1 if the daemon ended with 0 or was ended by the parent
	 */
	public int exitCode() {
		return this.exitCode;
	}

	/**
	 * Return whether the daemon has ended by itself with exit code 0, like a job that is
	 * done.
	 * @return whether the daemon is done
	 */
	public boolean isDone() {
		return this.done;
	}

}
