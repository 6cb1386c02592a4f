package io.makedaemon.spring.boot.logging;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;

import io.makedaemon.capture.CapturedStreams;
import io.makedaemon.trace.Trace;
import io.makedaemon.spring.boot.start.StartListener;

/**
 * The captured standard output and standard error of the daemon, on their way to the log.
 * Safe for use by several threads.
 */
public final class CapturedOutput implements StartListener {

	/** What a daemon publishes whose output goes to its log. */
	public static final String PUBLISHED_AS = "captured";

	/** How long to wait for a log that does not move. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final LogbackWatch logback;

	private final List<StreamPump> pumps;

	private @Nullable Path file;

	private CapturedOutput(CapturedStreams streams, CaptureSettings settings) {
		this.logback = LogbackWatch.install(PATIENCE);
		this.pumps = List.of(new StreamPump(streams.stdout(), settings, settings.stdout(), this.logback),
				new StreamPump(streams.stderr(), settings, settings.stderr(), this.logback));
		this.logback.failure().whenOver(() -> this.pumps.forEach(StreamPump::wakeUp));
	}

	/**
	 * Prepare the capture, and keep Logback from printing. Nothing is read before the
	 * logging system is initialised.
	 * @param streams what is captured
	 * @param settings how what is read becomes log events
	 * @return the captured output
	 */
	public static CapturedOutput begin(CapturedStreams streams, CaptureSettings settings) {
		CapturedOutput output = new CapturedOutput(streams, settings);
		// Handlers run in reverse order: this one after the logging system's
		SpringApplication.getShutdownHandlers().add(output::outliveLog);
		return output;
	}

	/**
	 * Begin to read: from now on what is printed goes to the log.
	 */
	@Override
	public void loggingInitialized() {
		this.logback.guard().detach();
		this.logback.gate().start();
		this.pumps.forEach(StreamPump::start);
		// Handlers run in reverse order: this one before the logging system's
		SpringApplication.getShutdownHandlers().add(this::drain);
	}

	/**
	 * Wait until everything that was printed so far is in the log, an unfinished last
	 * line too; what comes later waits for {@link #outliveLog()}.
	 */
	private void drain() {
		this.logback.gate().leave();
		this.pumps.forEach((pump) -> pump.drain(PATIENCE));
		Trace.step("drained the captured output");
		this.file = this.logback.file();
		this.pumps.forEach((pump) -> pump.hold(PATIENCE));
	}

	/**
	 * Append what is still printed when the log has been closed, by other shutdown hooks,
	 * to its file.
	 */
	private void outliveLog() {
		Path closed = this.file;
		CountDownLatch settled = new CountDownLatch(1);
		try {
			if (closed != null && !this.logback.isStarted()) {
				LateLog late = new LateLog(closed);
				this.pumps.forEach((pump) -> pump.changeTo(late, settled));
			}
			this.pumps.forEach(StreamPump::release);
			this.pumps.forEach((pump) -> pump.drain(PATIENCE));
		}
		finally {
			settled.countDown();
		}
	}

	/**
	 * Return what came through standard output.
	 * @return the state of the stream
	 */
	public StreamState stdout() {
		return this.pumps.get(0).state();
	}

	/**
	 * Return what came through standard error.
	 * @return the state of the stream
	 */
	public StreamState stderr() {
		return this.pumps.get(1).state();
	}

	/**
	 * The state of a captured stream.
	 *
	 * @param lines the number of lines that were read
	 * @param bytes the number of bytes that were read
	 * @param dropped the number of lines that are not in the log
	 * @param alive whether it is still captured
	 */
	public record StreamState(long lines, long bytes, long dropped, boolean alive) {
	}

}
