package io.makedaemon.posix;

import jnr.constants.platform.Signal;

/**
 * Names of signals.
 */
public final class Signals {

	/** The signal that makes a JVM print a thread dump. */
	public static final int SIGQUIT = 3;

	/** Tells a daemon to do something. */
	public static final int SIGHUP = 1;

	private Signals() {
	}

	/**
	 * Return the name of a signal.
	 * @param number the signal's number
	 * @return its name, for instance {@code SIGKILL}
	 */
	public static String name(int number) {
		for (Signal signal : Signal.values()) {
			if (signal.defined() && signal.intValue() == number) {
				return signal.name();
			}
		}
		return "signal " + number;
	}

}
