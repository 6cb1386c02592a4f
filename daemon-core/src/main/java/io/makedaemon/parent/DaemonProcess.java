package io.makedaemon.parent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.makedaemon.proc.ProcessIdentity;

/**
 * The daemon as seen by the parent. Once it has ended, another process may get its id.
 * That process is never sent a signal.
 *
 * @param process the process
 */
record DaemonProcess(ProcessIdentity process) {

	private static final long POLL_MILLIS = 10;

	private static final Duration KILL_TIMEOUT = Duration.ofSeconds(2);

	/**
	 * Return the process id.
	 */
	long pid() {
		return this.process.pid();
	}

	/**
	 * Wait for the daemon to end by itself, then end it by SIGTERM, then by SIGKILL.
	 * @param grace how long it may take to end by itself
	 * @param timeout how long it may take to end by SIGTERM
	 */
	void end(Duration grace, Duration timeout) throws InterruptedException {
		if (ends(grace)) {
			return;
		}
		send(ProcessHandle::destroy);
		if (!ends(timeout)) {
			send(ProcessHandle::destroyForcibly);
			ends(timeout);
		}
	}

	/**
	 * Kill the process, and wait briefly for its end.
	 */
	void kill() {
		send(ProcessHandle::destroyForcibly);
		try {
			ends(KILL_TIMEOUT);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Send a signal by a handle. A handle obtained while the process is alive never
	 * refers to another process.
	 */
	private void send(Consumer<ProcessHandle> signal) {
		ProcessHandle.of(this.process.pid()).filter((handle) -> this.process.isAlive()).ifPresent(signal);
	}

	/**
	 * Wait for the process to end. {@link ProcessHandle#onExit()} polls a process that is
	 * not a child at growing intervals of up to several seconds, and treats a zombie as
	 * alive.
	 */
	private boolean ends(Duration timeout) throws InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (this.process.isAlive()) {
			if (System.nanoTime() > deadline) {
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
		}
		return true;
	}

}
