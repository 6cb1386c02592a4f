package io.makedaemon;

import java.time.Duration;

/**
 * Hears in the parent, just before it exits, that the daemon runs.
 */
public interface StartListener {

	/**
	 * A listener that does nothing.
	 */
	StartListener NO_OP = new StartListener() {
	};

	/**
	 * The daemon was started; the parent does not wait until it is ready.
	 * @param pid the daemon's process id
	 */
	default void started(long pid) {
	}

	/**
	 * The daemon is ready.
	 * @param pid the daemon's process id
	 * @param elapsed the time since the parent was started
	 */
	default void ready(long pid, Duration elapsed) {
	}

}
