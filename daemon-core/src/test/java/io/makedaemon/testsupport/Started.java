package io.makedaemon.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A program that was started and runs, or has ended by now.
 */
public final class Started {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private final ProcessBuilder builder;

	private final long startedAt = System.nanoTime();

	private final Process process;

	private final Collected stdout;

	private final Collected stderr;

	Started(ProcessBuilder builder) throws IOException {
		this.builder = builder;
		this.process = builder.start();
		this.stdout = new Collected(this.process.getInputStream());
		this.stderr = new Collected(this.process.getErrorStream());
	}

	/**
	 * Returns the process id.
	 * @return the process id
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Tells whether it still runs.
	 * @return whether it does
	 */
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Returns what it has written to its standard output by now.
	 * @return the text
	 */
	public String stdout() {
		return this.stdout.text();
	}

	/**
	 * Presses keys at the program's terminal.
	 * @param keys the keys; {@code \003} is Ctrl-C
	 */
	public void type(String keys) {
		try {
			OutputStream input = this.process.getOutputStream();
			input.write(keys.getBytes(StandardCharsets.UTF_8));
			input.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Waits for the program's end, and for the end of its output: a process that has
	 * inherited that must have ended as well.
	 * @return what came of it
	 */
	public Run await() {
		try {
			if (!this.process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
				throw failure("is still running");
			}
			Duration elapsed = Duration.ofNanos(System.nanoTime() - this.startedAt);
			if (!this.stdout.ends(TIMEOUT) || !this.stderr.ends(TIMEOUT)) {
				throw failure("has ended, but somebody else still has its output open");
			}
			return new Run(this.process.exitValue(), this.stdout.text(), this.stderr.text(), elapsed);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private AssertionError failure(String state) {
		return new AssertionError(this.builder.command() + " " + state + " after " + TIMEOUT.toSeconds()
				+ " seconds; stdout:\n" + this.stdout.text() + "\nstderr:\n" + this.stderr.text());
	}

	/**
	 * What a stream has brought.
	 */
	private static final class Collected {

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		private final Thread thread;

		Collected(InputStream stream) {
			this.thread = new Thread(() -> collect(stream));
			this.thread.setDaemon(true);
			this.thread.start();
		}

		private void collect(InputStream stream) {
			try (stream) {
				stream.transferTo(this.bytes);
			}
			catch (IOException ex) {
				// The test was given up
			}
		}

		boolean ends(Duration timeout) throws InterruptedException {
			this.thread.join(timeout.toMillis());
			return !this.thread.isAlive();
		}

		String text() {
			return this.bytes.toString(StandardCharsets.UTF_8);
		}

	}

}
