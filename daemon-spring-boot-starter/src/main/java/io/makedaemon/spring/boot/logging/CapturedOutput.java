package io.makedaemon.spring.boot.logging;

import java.time.Duration;

import org.slf4j.LoggerFactory;

import io.makedaemon.DaemonContext;
import io.makedaemon.capture.CapturedStream;

/**
 * The captured standard output and standard error of the daemon, on their way to the log.
 */
public final class CapturedOutput {

	/** How long the end of the process may be put off by what was printed last. */
	private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(5);

	private final StreamPump stdout;

	private final StreamPump stderr;

	/**
	 * Prepares the capture. Nothing is read yet.
	 * @param context what the daemon has inherited
	 */
	public CapturedOutput(DaemonContext context) {
		this.stdout = new StreamPump(CapturedStream.STDOUT, context.stdout(),
				LoggerFactory.getLogger("daemon.stdout")::info);
		this.stderr = new StreamPump(CapturedStream.STDERR, context.stderr(),
				LoggerFactory.getLogger("daemon.stderr")::warn);
	}

	/**
	 * Begins to read: from now on what is printed goes to the log.
	 */
	public void start() {
		this.stdout.start();
		this.stderr.start();
	}

	/**
	 * Waits until everything that was printed so far is in the log, an unfinished last
	 * line too.
	 */
	public void drain() {
		this.stdout.drain(DRAIN_TIMEOUT);
		this.stderr.drain(DRAIN_TIMEOUT);
	}

	/**
	 * Returns how much came through standard output.
	 * @return the count
	 */
	public Count stdout() {
		return this.stdout.count();
	}

	/**
	 * Returns how much came through standard error.
	 * @return the count
	 */
	public Count stderr() {
		return this.stderr.count();
	}

	/**
	 * How much came through a stream.
	 *
	 * @param lines the number of lines
	 * @param bytes the number of bytes
	 */
	public record Count(long lines, long bytes) {
	}

}
