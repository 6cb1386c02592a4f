package io.makedaemon;

import io.makedaemon.pidfile.StatusFile;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.Posix;
import io.makedaemon.trace.Trace;

/**
 * What a supervisor publishes: in the file of each process of the daemon before that is
 * started, and in a file of its own while it waits.
 */
final class Stage1Status {

	/** How far the time of the next start may be off, in milliseconds. */
	private static final long TOLERANCE = 1000;

	/** The file of its own; -1 if there is no memory for it. */
	private final int descriptor;

	private long nextStart;

	private Stage1Status(int descriptor) {
		this.descriptor = descriptor;
	}

	/**
	 * Publish that this process supervises another one.
	 * @param status the file in which that process publishes
	 * @param restarts how often the daemon was started again
	 * @param lastEnd how the process before it has ended; empty if there is none
	 * @param endedAt when that was, in milliseconds since the epoch
	 */
	static void supervise(int status, int restarts, String lastEnd, long endedAt) throws ErrnoException {
		StatusFile.publish(status, StatusFile.SUPERVISOR, Long.toString(Posix.getpid()));
		StatusFile.publish(status, Published.RESTARTS, Integer.toString(restarts));
		if (!lastEnd.isEmpty()) {
			StatusFile.publish(status, Published.LAST_END, lastEnd);
			StatusFile.publish(status, Published.LAST_END_AT, Long.toString(endedAt));
		}
	}

	/**
	 * Publish that this process waits before it starts the daemon again.
	 * @param pidFile the pid file of the daemon, as a byte string
	 * @param restarts how often it has started the daemon again
	 * @param lastEnd why it is started again
	 * @param endedAt when it has ended, in milliseconds since the epoch
	 * @param logFile the daemon's log file, as a byte string; empty if it is not known
	 */
	static Stage1Status waiting(String pidFile, int restarts, String lastEnd, long endedAt, String logFile) {
		int descriptor = -1;
		try {
			descriptor = StatusFile.create(pidFile);
			StatusFile.publish(descriptor, Published.SIGNALS, "");
			supervise(descriptor, restarts, lastEnd, endedAt);
			if (!logFile.isEmpty()) {
				StatusFile.publish(descriptor, Published.LOG, ByteStrings.decode(logFile));
			}
		}
		catch (ErrnoException ex) {
			Trace.step(ex.description());
		}
		return new Stage1Status(descriptor);
	}

	/**
	 * Publish when the daemon is started again, unless the last time still holds: the
	 * time of day may have been set.
	 * @param now the time of day, in milliseconds since the epoch
	 * @param delay how long it takes from now on, in milliseconds
	 */
	void startsAgain(long now, long delay) {
		long next = now + delay;
		if (this.descriptor < 0 || Math.abs(next - this.nextStart) <= TOLERANCE) {
			return;
		}
		try {
			StatusFile.publish(this.descriptor, Published.NEXT_START, Long.toString(next));
			this.nextStart = next;
		}
		catch (ErrnoException ex) {
			Trace.step(ex.description());
		}
	}

	/**
	 * Return the file of its own.
	 */
	int descriptor() {
		return this.descriptor;
	}

	/**
	 * Publish nothing any more.
	 */
	void close() {
		Posix.close(this.descriptor);
	}

}
