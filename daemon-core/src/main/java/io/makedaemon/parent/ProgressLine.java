package io.makedaemon.parent;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.wire.WaitPlan;

/**
 * The line on the user's terminal that shows the progress of a start or a shutdown. It
 * appears after a second, changes every second, and disappears at the end.
 */
public final class ProgressLine implements AutoCloseable {

	private static final int STDOUT = 1;

	/** Short enough for nearly every terminal. */
	private static final int MAX_LENGTH = 72;

	/**
	 * Let a terminal cut a line that is too long for it: of one that wraps, only the last
	 * part could be erased. See DECAWM in console_codes(4).
	 */
	private static final String CUT = "\u001b[?7l";

	private static final String WRAP = "\u001b[?7h";

	private static final long MILLIS = 1000;

	private final PrintStream terminal;

	/** Whether the terminal takes escape sequences. */
	private final boolean capable;

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
	 * @param type the type of the terminal, see term(7); null if it is not known
	 */
	ProgressLine(String programName, long startedAt, PrintStream terminal, @Nullable String type) {
		this.terminal = terminal;
		this.capable = type != null && !type.equals("dumb");
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
		ProgressLine line = onTerminal(ByteStrings.decode(plan.programName()), plan.startedAt());
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
		ProgressLine line = onTerminal(programName, System.currentTimeMillis());
		line.phase(phase);
		if (ProcSelf.isTerminal(STDOUT)) {
			line.start();
		}
		return line;
	}

	private static ProgressLine onTerminal(String programName, long startedAt) {
		return new ProgressLine(programName, startedAt, System.out, System.getenv("TERM"));
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
		String shown = "\r" + text + " ".repeat(surplus) + "\b".repeat(surplus);
		this.terminal.print(this.capable ? CUT + shown + WRAP : shown);
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
