package io.makedaemon;

import java.util.Locale;

/**
 * The stage of daemonizing that a process is in.
 *
 * @see Daemon#stage()
 */
public enum DaemonStage {

	/**
	 * The program as the user started it. A program that is not daemonized stays in this
	 * stage.
	 */
	PARENT(0),

	/**
	 * The process between the parent and the daemon, which leads the daemon's session. It
	 * runs none of the user's code.
	 */
	FIRST_CHILD(1),

	/**
	 * The daemon.
	 */
	DAEMON(2);

	private final int number;

	DaemonStage(int number) {
		this.number = number;
	}

	/**
	 * Return the stage's number, as used in the stage tag and the meter.
	 * @return 0 for the parent, 1 for the first child, 2 for the daemon
	 */
	public int number() {
		return this.number;
	}

	/**
	 * Return the name of the stage.
	 * @return "parent", "first child" or "daemon"
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

}
