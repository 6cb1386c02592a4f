package io.makedaemon.spring.boot.logging;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import io.makedaemon.DaemonException;
import io.makedaemon.DaemonSupervisor;
import io.makedaemon.capture.CaptureThread;
import io.makedaemon.capture.CapturedStreams;
import io.makedaemon.spring.boot.logging.backend.CaptureLog;
import io.makedaemon.spring.boot.logging.backend.LogBackend;
import io.makedaemon.spring.boot.start.StartListener;
import io.makedaemon.spring.boot.start.Threads;
import io.makedaemon.trace.Trace;

/**
 * The captured standard output and standard error of the daemon, on their way to the log.
 * Thread-safe.
 */
public final class CapturedOutput implements StartListener {

	/** The name that a daemon publishes if its output goes to its log. */
	public static final String PUBLISHED_AS = "captured";

	/** How long to wait for a log that makes no progress. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	/** The name that Spring Boot gives to the thread of its shutdown hook. */
	private static final String SPRING_HOOK = "SpringApplicationShutdownHook";

	/**
	 * How long to wait until that thread is running, since all hooks are started at once.
	 */
	private static final Duration START = Duration.ofMillis(200);

	private final CapturedStreams streams;

	private final CaptureLog log;

	private final List<StreamPump> pumps;

	/** Knows what the process before this one has printed, and nobody has logged. */
	private final @Nullable DaemonSupervisor supervisor;

	private final CaptureSettings settings;

	private final AtomicBoolean reading = new AtomicBoolean();

	private volatile boolean drained;

	private volatile boolean ended;

	private @Nullable Path file;

	private CapturedOutput(CapturedStreams streams, @Nullable DaemonSupervisor supervisor, CaptureSettings settings,
			CaptureLog log) {
		this.streams = streams;
		this.log = log;
		this.pumps = List.of(new StreamPump(streams.stdout(), settings, settings.stdout(), log),
				new StreamPump(streams.stderr(), settings, settings.stderr(), log));
		this.supervisor = supervisor;
		this.settings = settings;
	}

	/**
	 * Prepare the capture, and keep the logging system from printing. Nothing is read
	 * before the logging system is initialized.
	 * @param streams the captured streams
	 * @param supervisor the supervisor of the daemon; null if there is none
	 * @param settings how output becomes log events
	 * @param log where to log if only the console is configured
	 * @return the captured output
	 */
	public static CapturedOutput begin(CapturedStreams streams, @Nullable DaemonSupervisor supervisor,
			CaptureSettings settings, LogFileLocation log) {
		LogBackend backend = LogFiles.backend();
		if (backend == null) {
			throw new DaemonException("daemon.capture-output needs Logback or Log4j2, but SLF4J logs to "
					+ LoggerFactory.getILoggerFactory().getClass().getName()
					+ ": remove that from the class path, or set daemon.capture-output=false");
		}
		CapturedOutput output = new CapturedOutput(streams, supervisor, settings,
				backend.capture(PATIENCE, log.fallback()));
		// Handlers run in reverse order: this one after the logging system's
		SpringApplication.getShutdownHandlers().add(output::outliveLog);
		return output;
	}

	/**
	 * Begin to read: from now on, output goes to the log. Logging is initialized again
	 * for each application that runs in this process.
	 */
	@Override
	public void loggingInitialized() {
		this.log.configured();
		if (!this.reading.compareAndSet(false, true)) {
			return;
		}
		this.log.open();
		if (this.supervisor != null) {
			this.pumps.get(0).logFormer(this.supervisor.formerStdout(), this.settings);
			this.pumps.get(1).logFormer(this.supervisor.formerStderr(), this.settings);
		}
		this.pumps.forEach(StreamPump::start);
		// Handlers run in reverse order: this one before the logging system's
		SpringApplication.getShutdownHandlers().add(this::drain);
		try {
			Runtime.getRuntime().addShutdownHook(new CaptureThread(this::end, "daemon-output-end"));
		}
		catch (IllegalStateException ex) {
			// The process is ending already
		}
	}

	/**
	 * Rehearse the end without any effect, so that the real end needs no class that is
	 * not loaded yet: its jar may have been overwritten by then.
	 */
	@Override
	public void ready(ConfigurableApplicationContext context) {
		new CaptureThread(() -> {
			LateLog.rehearse();
			this.streams.rehearseFinish();
		}, "daemon-rehearsal").start();
	}

	/**
	 * Wait until all output so far is in the log, including an unfinished last line.
	 * Later output waits for {@link #outliveLog()}.
	 */
	private void drain() {
		this.drained = true;
		this.log.leave();
		this.pumps.forEach((pump) -> pump.drain(PATIENCE));
		Trace.step("drained the captured output");
		this.file = this.log.file();
		this.pumps.forEach((pump) -> pump.hold(PATIENCE));
	}

	/**
	 * Append the output of other shutdown hooks, after the log has been closed, to its
	 * file.
	 */
	private void outliveLog() {
		Path closed = this.file;
		CountDownLatch settled = new CountDownLatch(1);
		try {
			if (closed != null && !this.log.isStarted()) {
				LateLog late = new LateLog(closed);
				this.pumps.forEach((pump) -> pump.changeTo(late, settled));
			}
			this.pumps.forEach(StreamPump::release);
			this.pumps.forEach((pump) -> pump.drain(PATIENCE));
		}
		finally {
			settled.countDown();
			this.ended = true;
		}
	}

	/**
	 * Wait for Spring Boot's shutdown hook, and end the capture in its place. The hook
	 * may have failed, for instance because its jar was overwritten: its last output must
	 * still reach the log.
	 */
	private void end() {
		try {
			awaitSpring();
		}
		catch (InterruptedException ex) {
			// The process ends anyway, whoever interrupts
		}
		if (!this.drained) {
			drain();
		}
		if (!this.ended) {
			outliveLog();
		}
		this.streams.finish();
	}

	private void awaitSpring() throws InterruptedException {
		long deadline = System.nanoTime() + START.toNanos();
		Thread hook = Threads.find(SPRING_HOOK);
		while (hook == null && !this.ended && System.nanoTime() < deadline) {
			TimeUnit.MILLISECONDS.sleep(1);
			hook = Threads.find(SPRING_HOOK);
		}
		if (hook != null) {
			hook.join();
		}
	}

	/**
	 * Return the state of standard output.
	 * @return the state of the stream
	 */
	public StreamState stdout() {
		return this.pumps.get(0).state();
	}

	/**
	 * Return the state of standard error.
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
	 * @param looped the number of lines that are in log files only, since an appender
	 * prints them in response to the lines it receives
	 * @param alive whether it is still captured
	 */
	public record StreamState(long lines, long bytes, long dropped, long looped, boolean alive) {
	}

}
