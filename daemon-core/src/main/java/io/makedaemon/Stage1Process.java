package io.makedaemon;

import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.Posix;
import io.makedaemon.wire.WaitStatus;

/**
 * The daemon's process, a child of this one. Once it has been reaped, its id may belong
 * to another process, which is never sent a signal. Thread-safe.
 */
final class Stage1Process {

	private final long pid;

	private boolean reaped;

	Stage1Process(long pid) {
		this.pid = pid;
	}

	long pid() {
		return this.pid;
	}

	/**
	 * Wait for its end, and keep its id until it is {@linkplain #reap() reaped}.
	 */
	void awaitEnd() {
		Posix.waitid(this.pid);
	}

	/**
	 * Return how it has ended, and give back its id.
	 */
	synchronized WaitStatus reap() {
		this.reaped = true;
		return new WaitStatus(Posix.waitpid(this.pid));
	}

	synchronized boolean isReaped() {
		return this.reaped;
	}

	/**
	 * Send it a signal, unless it has ended.
	 */
	synchronized void signal(int signal) {
		try {
			if (!this.reaped) {
				Posix.kill(this.pid, signal);
			}
		}
		catch (ErrnoException ex) {
			// This user may not send it a signal
		}
	}

}
