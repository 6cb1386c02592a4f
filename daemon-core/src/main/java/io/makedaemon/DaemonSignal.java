package io.makedaemon;

/**
 * A signal that a daemon can handle; see signal(7). SIGTERM, SIGINT and SIGQUIT are not
 * included, since the JVM handles them: it shuts down gracefully, or prints a thread
 * dump.
 */
public enum DaemonSignal {

	/**
	 * {@code SIGHUP}: by convention, reload the configuration and reopen log files. By
	 * default, a JVM shuts down gracefully.
	 */
	HUP(1),

	/** {@code SIGUSR1}: for the program to define. By default, it kills a JVM. */
	USR1(10),

	/**
	 * {@code SIGUSR2}: for the program to define. By default, a JVM uses it internally to
	 * stop a thread that it wants to inspect; one that is sent from outside can crash the
	 * JVM.
	 */
	USR2(12);

	private final int number;

	DaemonSignal(int number) {
		this.number = number;
	}

	/** Return the signal's number on the machines that Java runs on. */
	int number() {
		return this.number;
	}

}
