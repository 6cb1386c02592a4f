package io.makedaemon.supervise;

import java.util.ArrayDeque;
import java.util.Deque;

import io.makedaemon.wire.PlannedSupervision;
import io.makedaemon.wire.WaitStatus;

/**
 * Decides whether a daemon that has ended is started again, and when.
 */
public final class RestartPolicy {

	private static final int SHELL_SIGNAL_BASE = 128;

	private static final int SIGINT = 2;

	private static final int SIGTERM = 15;

	private final PlannedSupervision planned;

	/** When the daemon has failed, in milliseconds. */
	private final Deque<Long> failures = new ArrayDeque<>();

	private long delay;

	/**
	 * Create a policy.
	 * @param planned its numbers
	 */
	public RestartPolicy(PlannedSupervision planned) {
		this.planned = planned;
		this.delay = planned.delay();
	}

	/**
	 * Return whether a daemon that has ended in this way was not to go on: it was told to
	 * end, or has ended as it was meant to.
	 * @param status how it has ended
	 * @return whether that is its end
	 */
	public boolean isEnd(WaitStatus status) {
		int code = status.exitCode();
		if (code == SHELL_SIGNAL_BASE + SIGTERM || code == SHELL_SIGNAL_BASE + SIGINT) {
			return true;
		}
		return status.isExit()
				&& ((code == 0) ? !this.planned.always() : this.planned.ignoredExitCodes().contains(code));
	}

	/**
	 * Note that the daemon has failed, and decide when it is started again.
	 * @param ready how long it was ready, in milliseconds; 0 if it was not
	 * @param now the time, in milliseconds since any moment
	 * @return how long to wait, in milliseconds; -1 to give up
	 */
	public long failed(long ready, long now) {
		while (!this.failures.isEmpty() && now - this.failures.peekFirst() > this.planned.failuresWithin()) {
			this.failures.removeFirst();
		}
		this.failures.addLast(now);
		if (this.failures.size() >= this.planned.maxFailures()) {
			return -1;
		}
		if (ready > 0 && ready >= this.planned.stableAfter()) {
			this.delay = this.planned.delay();
		}
		long wait = this.delay;
		this.delay = Math.min(this.planned.maxDelay(), 2 * wait);
		return wait;
	}

	/**
	 * Return how often the daemon has failed within the time that counts.
	 * @return the number of failures
	 */
	public int failures() {
		return this.failures.size();
	}

}
