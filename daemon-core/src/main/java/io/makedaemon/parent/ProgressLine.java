package io.makedaemon.parent;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.wire.WaitPlan;

/**
 * The line on the user's terminal that shows the progress of a start or a shutdown. It
 * appears after a second, changes every second, and disappears at the end.
 */
public final class ProgressLine implements AutoCloseable {

	private static final int STDOUT = 1;

	/** A longer line could wrap, and then only its last part could be erased. */
	private static final int MAX_LENGTH = 72;

	private static final long MILLIS = 1000;

	private final PrintStream terminal;

	private final String programName;

	private final long startedAt;

	private final CountDownLatch closed = new CountDownLatch(1);

	private String phase = "starting";

	/** The text on the terminal. */
	private String line = "";

	/**
	 * Create a line.
	 * @param programName the program's name
	 * @param startedAt when the start began, in milliseconds since the epoch
	 * @param terminal the terminal
	 */
	ProgressLine(String programName, long startedAt, PrintStream terminal) {
		this.terminal = terminal;
		this.programName = ByteStrings.harmless(programName);
		this.startedAt = startedAt;
	}

	/**
	 * Begin to show the line if the progress of the start is to be shown and standard
	 * output is a terminal.
	 * @param plan the plan
	 * @return the line
	 */
	public static ProgressLine show(WaitPlan plan) {
		ProgressLine line = new ProgressLine(ByteStrings.decode(plan.programName()), plan.startedAt(), System.out);
		if (plan.showProgress() && ProcSelf.isTerminal(STDOUT)) {
			line.start();
		}
		return line;
	}

	/**
	 * Begin to show the line if standard output is a terminal.
	 * @param programName the program's name
	 * @param phase what is happening now
	 * @return the line
	 */
	public static ProgressLine show(String programName, String phase) {
		ProgressLine line = new ProgressLine(programName, System.currentTimeMillis(), System.out);
		line.phase(phase);
		if (ProcSelf.isTerminal(STDOUT)) {
			line.start();
		}
		return line;
	}

	private void start() {
		Thread ticker = new Thread(this::run, "makedaemon-progress");
		ticker.setDaemon(true);
		ticker.start();
	}

	private void run() {
		try {
			long next = MILLIS;
			while (!this.closed.await(next - elapsed(), TimeUnit.MILLISECONDS)) {
				print();
				next = elapsed() / MILLIS * MILLIS + MILLIS;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private long elapsed() {
		return System.currentTimeMillis() - this.startedAt;
	}

	/**
	 * Change the text. It may come from the daemon, and control characters in it are
	 * replaced.
	 * @param text what is happening now
	 */
	public synchronized void phase(String text) {
		this.phase = ByteStrings.harmless(text);
		if (!this.line.isEmpty()) {
			print();
		}
	}

	/**
	 * Show the line as it is now.
	 */
	synchronized void print() {
		if (this.closed.getCount() == 0) {
			return;
		}
		String text = this.programName + ": " + this.phase;
		String seconds = ", " + elapsed() / MILLIS + " s";
		replace(text.substring(0, Math.min(text.length(), MAX_LENGTH - seconds.length())) + seconds);
	}

	private void replace(String text) {
		int surplus = Math.max(0, this.line.length() - text.length());
		this.terminal.print("\r" + text + " ".repeat(surplus) + "\b".repeat(surplus));
		this.terminal.flush();
		this.line = text;
	}

	/**
	 * Erase the line. It does not reappear.
	 */
	@Override
	public void close() {
		synchronized (this) {
			if (!this.line.isEmpty()) {
				replace("");
			}
			this.closed.countDown();
		}
	}

}
