package io.makedaemon.spring.boot.logging;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

import io.makedaemon.capture.CaptureThread;
import io.makedaemon.capture.CapturedStream;
import io.makedaemon.capture.LineSplitter;
import io.makedaemon.capture.StackTraces;
import io.makedaemon.capture.StandardStream;
import io.makedaemon.spring.boot.logging.CaptureSettings.StreamSettings;
import io.makedaemon.spring.boot.logging.CapturedOutput.StreamState;
import io.makedaemon.spring.boot.logging.backend.CaptureLog;

/**
 * Moves one captured stream into the log, line by line, on a separate thread.
 */
final class StreamPump {

	private static final int BUFFER_SIZE = 1 << 16;

	/** How long to hold a line for a stack trace that may follow. */
	private static final long HOLD = TimeUnit.MILLISECONDS.toNanos(50);

	/** How long an unfinished line waits for its end. */
	private static final long QUIET = TimeUnit.SECONDS.toNanos(1);

	/** How long after the last output an unfinished line counts as the last one. */
	private static final long END = TimeUnit.MILLISECONDS.toNanos(1);

	private final CapturedStream input;

	private final StreamSettings settings;

	private final CaptureLog log;

	private final LineSplitter splitter;

	private final StackTraces traces = new StackTraces(this::log);

	private final LongAdder lines = new LongAdder();

	private final LongAdder bytes = new LongAdder();

	private final MissingLines missing;

	/** Accepts an event, and returns whether there was a log for it. */
	private volatile Predicate<String> sink;

	private volatile boolean alive = true;

	private volatile boolean draining;

	/** Whether there is an unfinished line that has not been logged yet. */
	private boolean interruptible;

	private long lastRead;

	/** The stream that Java printed to before it printed to another log. */
	private volatile @Nullable PrintStream replaced;

	/** The position up to which the stream has been logged. */
	private long done;

	private boolean holdWanted;

	private boolean holding;

	StreamPump(CapturedStream input, CaptureSettings settings, StreamSettings stream, CaptureLog log) {
		this.input = input;
		this.settings = stream;
		this.log = log;
		this.sink = log.sink(stream.logger(), stream::levelOf);
		this.missing = new MissingLines(log.sink(stream.logger(), (line) -> Level.WARN), name(), log::isFailing);
		boolean grouping = settings.groupStackTraces() && input.standardStream() == StandardStream.STDERR;
		Consumer<String> events = grouping ? this.traces : this::log;
		this.splitter = new LineSplitter(input.standardStream().charset(), settings.maxLineLength(), (line) -> {
			this.lines.increment();
			events.accept(line);
		});
	}

	private String name() {
		return this.input.standardStream().streamName();
	}

	/**
	 * Log what another process has written to the same stream.
	 * @param other what it has written
	 * @param settings how output becomes log events
	 */
	void logFormer(InputStream other, CaptureSettings settings) {
		new FormerOutput(other, this.input.standardStream(), settings, this::log).log();
	}

	void start() {
		new CaptureThread(this::run, "daemon-" + name()).start();
	}

	private void run() {
		MDC.put(CaptureLog.STREAM, name());
		byte[] buffer = new byte[BUFFER_SIZE];
		try {
			while (true) {
				holdIfWanted();
				move(buffer);
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			LoggerFactory.getLogger(this.settings.logger()).error("The daemon's {} is no longer captured", name(), ex);
		}
		finally {
			this.alive = false;
			// Nobody may wait for this thread any more
			this.input.close();
			synchronized (this) {
				notifyAll();
			}
		}
	}

	private void move(byte[] buffer) throws IOException {
		int count = read(buffer);
		long position = this.input.position();
		this.missing.reportDropped(this.input.droppedLines());
		if (count > 0) {
			this.bytes.add(count);
			this.splitter.accept(buffer, count);
			this.interruptible = this.splitter.isUnfinished();
			this.lastRead = this.interruptible ? System.nanoTime() : 0;
		}
		else {
			idle();
		}
		if (count == 0 || !(this.splitter.isUnfinished() || this.traces.isHolding())) {
			synchronized (this) {
				this.done = position;
				notifyAll();
			}
		}
	}

	private synchronized void holdIfWanted() {
		while (this.holdWanted) {
			this.holding = true;
			notifyAll();
			try {
				wait();
			}
			catch (InterruptedException ex) {
				// The thread runs as long as the process, whoever interrupts it
			}
		}
		this.holding = false;
	}

	private int read(byte[] buffer) throws IOException {
		try {
			return this.input.read(buffer, timeout());
		}
		catch (InterruptedIOException ex) {
			// The thread runs as long as the process, whoever interrupts it
			return 0;
		}
	}

	/**
	 * Return how long to wait for output before there is something else to do; 0 to wait
	 * forever.
	 */
	private long timeout() {
		if (this.draining) {
			return END;
		}
		if (this.traces.isHolding()) {
			return HOLD;
		}
		long quiet = this.interruptible ? Math.max(1, this.lastRead + QUIET - System.nanoTime()) : 0;
		long retry = this.missing.isUnreported() ? QUIET : 0;
		return shorter(shorter(quiet, retry), this.log.loops().timeout());
	}

	private static long shorter(long one, long other) {
		return (one == 0 || other == 0) ? one + other : Math.min(one, other);
	}

	private void idle() {
		if (this.draining) {
			this.splitter.end();
			this.log.loops().finish();
		}
		else if (this.interruptible && System.nanoTime() - this.lastRead >= QUIET) {
			this.interruptible = false;
			this.splitter.interrupt();
		}
		this.traces.release();
		this.log.loops().tick();
		this.missing.reportUnwritten();
	}

	/**
	 * Log an event. While the log fails, it drops events, even the one that makes it try
	 * again.
	 */
	private void log(String event) {
		boolean failing = this.log.isFailing();
		try {
			failing |= !this.sink.test(event);
			failing |= this.log.isFailing();
		}
		catch (Throwable ex) {
			// The failure of an appender is no reason to stop: everybody who prints would
			// then wait for this thread
			failing = true;
		}
		if (failing) {
			this.missing.addUnwritten(event);
		}
		else {
			this.missing.reportUnwritten();
		}
	}

	private void wakeUp() {
		this.input.wakeUp();
	}

	/**
	 * Wait until all output so far has been logged; an unfinished last line counts as
	 * complete.
	 * @param patience how long to wait while there is no progress
	 */
	void drain(Duration patience) {
		printStream().flush();
		this.draining = true;
		try {
			long end = this.input.end();
			wakeUp();
			awaitDone(end, patience.toNanos());
		}
		catch (IOException ex) {
			// There is nothing left to wait for
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private synchronized void awaitDone(long end, long patience) throws InterruptedException {
		long seen = this.lines.sum();
		long since = System.nanoTime();
		while (this.done < end && this.alive && System.nanoTime() - since < patience) {
			TimeUnit.NANOSECONDS.timedWait(this, patience);
			if (this.lines.sum() != seen) {
				seen = this.lines.sum();
				since = System.nanoTime();
			}
		}
	}

	/**
	 * Make all further output wait where it is.
	 * @param patience how long to wait for that
	 */
	synchronized void hold(Duration patience) {
		this.holdWanted = true;
		wakeUp();
		long deadline = System.nanoTime() + patience.toNanos();
		try {
			while (!this.holding && this.alive && System.nanoTime() < deadline) {
				TimeUnit.NANOSECONDS.timedWait(this, patience.toNanos());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * End what {@link #hold} began.
	 */
	synchronized void release() {
		this.holdWanted = false;
		notifyAll();
	}

	/**
	 * Send all output to another log from now on. Java's output goes there directly: at
	 * the end of the process there may be no time for another thread.
	 * @param late the other log
	 * @param settled released when all earlier output has arrived there
	 */
	void changeTo(LateLog late, CountDownLatch settled) {
		Consumer<String> other = late.sink(name(), this.settings);
		this.sink = (event) -> {
			other.accept(event);
			return true;
		};
		this.replaced = printStream();
		PrintStream direct = late.printTo(other, settled, this.input.standardStream().charset());
		if (this.input.standardStream() == StandardStream.STDOUT) {
			System.setOut(direct);
		}
		else {
			System.setErr(direct);
		}
	}

	StreamState state() {
		return new StreamState(this.lines.sum(), this.bytes.sum(), this.missing.count(), this.log.loops().count(name()),
				this.alive);
	}

	private PrintStream printStream() {
		PrintStream before = this.replaced;
		if (before != null) {
			return before;
		}
		return (this.input.standardStream() == StandardStream.STDOUT) ? System.out : System.err;
	}

}
