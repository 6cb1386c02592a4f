package io.makedaemon.spring.boot.logging;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The lines of a captured stream that are not in the log, and the messages about them.
 * Used by the stream's thread; other threads may read the count.
 */
final class MissingLines {

	private final Predicate<String> log;

	private final String stream;

	private final BooleanSupplier failing;

	private final LongAdder count = new LongAdder();

	private long unwritten;

	private long dropped;

	MissingLines(Predicate<String> log, String stream, BooleanSupplier failing) {
		this.log = log;
		this.stream = stream;
		this.failing = failing;
	}

	long count() {
		return this.count.sum();
	}

	/**
	 * Note an event that could not be written.
	 */
	void addUnwritten(String event) {
		long lines = 1 + event.chars().filter((c) -> c == '\n').count();
		this.unwritten += lines;
		this.count.add(lines);
	}

	/**
	 * Return whether the log does not report yet what could not be written.
	 */
	boolean isUnreported() {
		return this.unwritten > 0;
	}

	/**
	 * Log how many lines could not be written, once the log can be written again.
	 */
	void reportUnwritten() {
		if (this.unwritten > 0 && !this.failing.getAsBoolean()) {
			boolean taken = report(this.unwritten, "could not be written");
			if (taken && !this.failing.getAsBoolean()) {
				this.unwritten = 0;
			}
		}
	}

	/**
	 * Log how many lines were dropped before they were read.
	 * @param inAll the number of lines since the process started
	 */
	void reportDropped(long inAll) {
		long lines = inAll - this.dropped;
		if (lines > 0) {
			this.dropped = inAll;
			this.count.add(lines);
			report(lines, "arrived faster than the log could take them");
		}
	}

	private boolean report(long lines, String reason) {
		return this.log.test(lines + " lines of the daemon's " + this.stream + " are missing here, because they "
				+ reason + " (" + count() + " since its start)");
	}

}
