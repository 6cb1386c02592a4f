package io.makedaemon.wire;

import io.makedaemon.posix.Signals;

/**
 * How a process has ended, as reported by waitpid(2).
 *
 * @param status the status
 */
public record WaitStatus(int status) {

	/** The process has ended, but it is unknown how. */
	public static final WaitStatus UNKNOWN = new WaitStatus(-1);

	private static final int SIGNAL = 0x7f;

	private static final int EXIT_CODE = 0xff;

	private static final int SHELL_SIGNAL_BASE = 128;

	private static final int SIGABRT = 6;

	private static final int SIGKILL = 9;

	/**
	 * Return the exit code that a shell would report.
	 * @return the process's exit code, or 128 plus the number of the signal that ended
	 * it; 1 if it is not known
	 */
	public int exitCode() {
		if (isUnknown()) {
			return 1;
		}
		return (signal() != 0) ? SHELL_SIGNAL_BASE + signal() : (this.status >> Byte.SIZE) & EXIT_CODE;
	}

	/**
	 * Return whether it is unknown how the process has ended.
	 * @return whether it is unknown
	 */
	public boolean isUnknown() {
		return this.status == UNKNOWN.status;
	}

	/**
	 * Return whether the process has ended by itself.
	 * @return whether it has; otherwise, a signal has ended it
	 */
	public boolean isExit() {
		return !isUnknown() && signal() == 0;
	}

	/**
	 * Return whether the process has ended by itself with exit code 0.
	 * @return whether it has
	 */
	public boolean isSuccess() {
		return isExit() && exitCode() == 0;
	}

	private int signal() {
		return this.status & SIGNAL;
	}

	/**
	 * Return a description.
	 * @return the words, to follow the name of the process
	 */
	@Override
	public String toString() {
		if (isUnknown()) {
			return "ended";
		}
		if (signal() == 0) {
			return "ended with exit code " + exitCode();
		}
		return "was killed by " + Signals.name(signal()) + switch (signal()) {
			case SIGABRT -> " (a crash of the JVM)";
			case SIGKILL -> " (by somebody, or by the kernel because memory ran out)";
			default -> "";
		};
	}

}
