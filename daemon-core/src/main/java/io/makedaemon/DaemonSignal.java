package io.makedaemon;

/**
 * A signal that a daemon can handle; see signal(7). SIGTERM, SIGINT and SIGQUIT are not
 * here, since the JVM handles them: it shuts down gracefully, or prints a thread dump.
 */
public enum DaemonSignal {

	/**
	 * {@code SIGHUP}: by convention, to read the configuration anew and to open log files
	 * anew. A JVM ends by it otherwise, in order.
	 */
	HUP(1),

	/** {@code SIGUSR1}: what the program likes. A JVM is killed by it otherwise. */
	USR1(10),

	/**
	 * {@code SIGUSR2}: what the program likes. A JVM uses it for itself otherwise, to
	 * stop a thread that it wants to look at; one that comes from outside can crash it.
	 */
	USR2(12);

	private final int number;

	DaemonSignal(int number) {
		this.number = number;
	}

	/** The number on the machines that Java runs on. */
	int number() {
		return this.number;
	}

}
