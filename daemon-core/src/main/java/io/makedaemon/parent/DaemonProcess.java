package io.makedaemon.parent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.makedaemon.proc.ProcessIdentity;

/**
 * The daemon, seen from the parent.
 *
 * @param pid the process id
 */
record DaemonProcess(long pid) {

	private static final long POLL_MILLIS = 10;

	private static final Duration KILL_TIMEOUT = Duration.ofSeconds(2);

	/**
	 * Ends the daemon: by itself, then by SIGTERM, then by SIGKILL.
	 * @param grace how long it may take to end by itself
	 * @param timeout how long it may take to end by SIGTERM
	 */
	void end(Duration grace, Duration timeout) throws InterruptedException {
		ProcessHandle daemon = ProcessHandle.of(this.pid).orElse(null);
		if (daemon == null || ended(daemon, grace)) {
			return;
		}
		daemon.destroy();
		if (!ended(daemon, timeout)) {
			daemon.destroyForcibly();
			ended(daemon, timeout);
		}
	}

	/**
	 * Kills the process, and waits a moment for its end.
	 */
	void kill() {
		ProcessHandle.of(this.pid).ifPresent((process) -> {
			process.destroyForcibly();
			try {
				ended(process, KILL_TIMEOUT);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

	/**
	 * {@link ProcessHandle#onExit()} looks at a process that is not a child at ever
	 * longer intervals, of up to seconds; and one whose parent does not ask how it has
	 * ended still counts as alive.
	 */
	private static boolean ended(ProcessHandle process, Duration timeout) throws InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (process.isAlive() && !ProcessIdentity.isZombie(process.pid())) {
			if (System.nanoTime() > deadline) {
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
		}
		return true;
	}

}
