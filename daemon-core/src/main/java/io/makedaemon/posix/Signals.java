package io.makedaemon.posix;

/**
 * Names of signals, as Linux numbers them on all machines that this library supports; see
 * signal(7).
 */
public final class Signals {

	/** The signal that makes a JVM print a thread dump. */
	public static final int SIGQUIT = 3;

	/** Tells a daemon to do something. */
	public static final int SIGHUP = 1;

	private static final int SIG_IGN = 1;

	/** In the order of their numbers, which begin with 1. */
	private static final String[] NAMES = { "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1",
			"SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
			"XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS" };

	private Signals() {
	}

	/**
	 * Ignore a signal from now on, see signal(2).
	 * @param number the signal's number
	 */
	public static void ignore(int number) {
		LibC.call("signal", number, SIG_IGN);
	}

	/**
	 * Return the name of a signal.
	 * @param number the signal's number
	 * @return its name, for instance {@code SIGKILL}
	 */
	public static String name(int number) {
		if (number >= 1 && number <= NAMES.length) {
			return "SIG" + NAMES[number - 1];
		}
		return "signal " + number;
	}

}
