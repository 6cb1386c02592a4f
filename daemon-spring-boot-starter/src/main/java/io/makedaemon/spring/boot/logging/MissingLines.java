package io.makedaemon.spring.boot.logging;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * The lines of a captured stream that are not in the log, and what the log says of them.
 * Used by the stream's thread; the count may be asked for by others.
 */
final class MissingLines {

	private final Predicate<String> log;

	private final String stream;

	private final LogFailure failure;

	private final LongAdder count = new LongAdder();

	private long unwritten;

	private long dropped;

	MissingLines(Predicate<String> log, String stream, LogFailure failure) {
		this.log = log;
		this.stream = stream;
		this.failure = failure;
	}

	long count() {
		return this.count.sum();
	}

	/**
	 * Take note of an event that could not be written.
	 */
	void addUnwritten(String event) {
		long lines = 1 + event.chars().filter((c) -> c == '\n').count();
		this.unwritten += lines;
		this.count.add(lines);
	}

	/**
	 * Say in the log how much could not be written, when it can be written again.
	 */
	void reportUnwritten() {
		if (this.unwritten > 0 && !this.failure.isPresent()) {
			boolean taken = report(this.unwritten, "could not be written");
			if (taken && !this.failure.isPresent()) {
				this.unwritten = 0;
			}
		}
	}

	/**
	 * Say in the log how much was dropped before it was read.
	 * @param inAll the number of lines since the process began
	 */
	void reportDropped(long inAll) {
		long lines = inAll - this.dropped;
		if (lines > 0) {
			this.dropped = inAll;
			this.count.add(lines);
			report(lines, "came faster than the log takes them");
		}
	}

	private boolean report(long lines, String reason) {
		return this.log.test(lines + " lines of the daemon's " + this.stream + " are missing here, since they " + reason
				+ " (" + count() + " since its start)");
	}

}
