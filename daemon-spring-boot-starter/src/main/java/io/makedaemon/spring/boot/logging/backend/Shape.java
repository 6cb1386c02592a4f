package io.makedaemon.spring.boot.logging.backend;

import java.util.concurrent.TimeUnit;

/**
 * Lines that begin alike except for numbers, and when they arrived.
 */
final class Shape {

	private static final int LENGTH = 32;

	/** How many in a row are suspicious. */
	private static final int MANY = 16;

	/** How many in a row are suspicious if there is a proof already. */
	private static final int SOME = 4;

	private static final long LONGEST_GAP = TimeUnit.SECONDS.toNanos(2);

	private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(10);

	private static final long LAST_PAUSE = TimeUnit.HOURS.toNanos(1);

	private int row;

	private long first;

	private long last;

	private int proofs;

	private boolean loop;

	private boolean acquitted;

	private long acquittedAt;

	private long pause = FIRST_PAUSE;

	/**
	 * Return the beginning of a line, with the same placeholder for every word that
	 * contains a digit.
	 */
	static String of(String line) {
		StringBuilder shape = new StringBuilder(LENGTH);
		int i = 0;
		while (i < line.length() && shape.length() < LENGTH) {
			int start = i;
			boolean digits = false;
			while (i < line.length() && Character.isLetterOrDigit(line.charAt(i)) && i - start < LENGTH) {
				digits |= Character.isDigit(line.charAt(i));
				i++;
			}
			if (digits) {
				shape.append('#');
			}
			else {
				shape.append(line, start, i);
			}
			if (i < line.length() && i - start < LENGTH) {
				shape.append(line.charAt(i));
				i++;
			}
		}
		return shape.toString();
	}

	/**
	 * Note the arrival of a line.
	 * @param now the time of {@link System#nanoTime()}
	 */
	void arrived(long now) {
		if (this.row == 0 || now - this.last > LONGEST_GAP) {
			this.row = 0;
			this.first = now;
		}
		this.row++;
		this.last = now;
	}

	/**
	 * Return the time between two lines, in nanoseconds.
	 */
	long gap() {
		return (this.last - this.first) / Math.max(1, this.row - 1);
	}

	/**
	 * Return whether the lines keep coming, and are not known to have another cause than
	 * the log.
	 */
	boolean isSuspicious(long now) {
		return !this.loop && this.row >= ((this.proofs > 0) ? SOME : MANY)
				&& (!this.acquitted || now - this.acquittedAt >= this.pause);
	}

	/**
	 * Note a proof that the lines cause themselves.
	 * @param enough how many proofs are enough
	 */
	void proven(int enough) {
		this.proofs++;
		this.row = 0;
		this.loop = this.proofs >= enough;
	}

	/**
	 * Note that the lines have another cause, for now.
	 */
	void acquitted(long now) {
		if (this.acquitted) {
			this.pause = Math.min(LAST_PAUSE, 2 * this.pause);
		}
		this.acquitted = true;
		this.acquittedAt = now;
		this.proofs = 0;
		this.row = 0;
	}

	boolean isLoop() {
		return this.loop;
	}

}
