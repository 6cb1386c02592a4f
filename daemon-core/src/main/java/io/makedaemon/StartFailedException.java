package io.makedaemon;

/**
 * Thrown in the waiting parent when the daemon was started but did not become ready. It
 * has ended by then.
 */
public class StartFailedException extends DaemonException {

	/** The exit code of the failed start. */
	private final int exitCode;

	StartFailedException(String text, int exitCode) {
		super(text);
		this.exitCode = exitCode;
	}

	/**
	 * Returns the exit code that tells of this failure.
	 * @return the daemon's own exit code, or 128 and the number of the signal that has
	 * ended it; 1 if the daemon has ended with 0, or was ended by the parent
	 */
	public int exitCode() {
		return this.exitCode;
	}

}
