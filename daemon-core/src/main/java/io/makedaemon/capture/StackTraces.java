package io.makedaemon.capture;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Joins the lines of a stack trace, as printed by {@link Throwable#printStackTrace()}.
 * Each line is held back until the next one shows whether it continues the trace. Not
 * thread-safe.
 */
public final class StackTraces implements Consumer<String> {

	/** The longest trace, in characters. */
	static final int MAX_LENGTH = 1 << 20;

	private static final String CAUSE = "Caused by: ";

	private final Consumer<String> events;

	private final StringBuilder trace = new StringBuilder();

	private @Nullable String held;

	/**
	 * Create an object without lines.
	 * @param events receives single lines and whole traces, whose lines are separated by
	 * {@code \n}
	 */
	public StackTraces(Consumer<String> events) {
		this.events = events;
	}

	@Override
	public void accept(String line) {
		if (this.held != null && goesOn(line) && this.trace.length() + line.length() < MAX_LENGTH) {
			if (this.trace.isEmpty()) {
				this.trace.append(this.held);
			}
			this.trace.append('\n').append(line);
		}
		else {
			release();
			this.held = line;
		}
	}

	private static boolean goesOn(String line) {
		int start = 0;
		while (start < line.length() && (line.charAt(start) == '\t' || line.charAt(start) == ' ')) {
			start++;
		}
		return line.startsWith(CAUSE, start) || (start > 0 && (line.startsWith("at ", start)
				|| line.startsWith("... ", start) || line.startsWith("Suppressed: ", start)));
	}

	/**
	 * Return whether a line or a trace is held back.
	 * @return whether there is one
	 */
	public boolean isHolding() {
		return this.held != null;
	}

	/**
	 * Release what is held back.
	 */
	public void release() {
		String event = this.trace.isEmpty() ? this.held : this.trace.toString();
		this.held = null;
		this.trace.setLength(0);
		if (event != null) {
			this.events.accept(event);
		}
	}

}
