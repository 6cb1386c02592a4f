package io.makedaemon;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.Signals;
import io.makedaemon.trace.Trace;

/**
 * Who decides what follows when the daemon's first process ends: the parent until that
 * process is ready, and the supervisor from then on.
 */
final class Stage1Charge {

	/** Run when this process is told to end. */
	private final Thread stop;

	private boolean taken;

	/** Whether the process was ready. */
	private boolean ready;

	/** Whether the process has ended before. */
	private boolean pointless;

	Stage1Charge(Thread stop) {
		this.stop = stop;
	}

	/**
	 * Take charge.
	 * @return false if the daemon's first process was found to have ended before
	 */
	synchronized boolean take() {
		if (this.pointless || this.taken) {
			return this.taken;
		}
		try {
			Runtime.getRuntime().addShutdownHook(this.stop);
		}
		catch (IllegalStateException ex) {
			// This process was told to end, and does
			return false;
		}
		this.taken = true;
		Signals.ignore(Signals.SIGHUP);
		Trace.step("supervises the daemon");
		return true;
	}

	/**
	 * Take charge, since the daemon's first process is ready. In an upgrade, the former
	 * generation is told to end in the same step: if this one ends, it is started again.
	 * @param upgrade the upgrade; null if this is none
	 * @param pid the process id
	 * @return false if the process was found to have ended before
	 * @throws ErrnoException if the upgrade cannot be finished
	 */
	synchronized boolean take(@Nullable Stage1Takeover upgrade, long pid) throws ErrnoException {
		if (this.pointless) {
			return false;
		}
		if (upgrade != null) {
			upgrade.finish(pid);
		}
		this.ready = true;
		return take();
	}

	synchronized boolean isTaken() {
		return this.taken;
	}

	/**
	 * Return whether to go on now that the daemon's first process has ended. If not,
	 * nobody takes charge any more.
	 */
	synchronized boolean isTakenAtEnd() {
		this.pointless = !this.taken;
		return this.taken;
	}

	/**
	 * Return whether the daemon's first process was ready.
	 */
	synchronized boolean wasReady() {
		return this.ready;
	}

}
