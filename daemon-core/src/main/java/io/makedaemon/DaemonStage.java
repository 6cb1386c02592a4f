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
	 * The process between parent and daemon, which leads the daemon's session. It runs
	 * nothing of the user's program.
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
	 * Returns the stage's number, as in the stage tag and the meter.
	 * @return 0 for the parent, 1 for the first child, 2 for the daemon
	 */
	public int number() {
		return this.number;
	}

	/**
	 * Returns the stage in words.
	 * @return "parent", "first child" or "daemon"
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

}
