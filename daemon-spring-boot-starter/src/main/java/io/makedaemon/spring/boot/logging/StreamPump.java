package io.makedaemon.spring.boot.logging;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.makedaemon.capture.CapturedStream;
import io.makedaemon.capture.LineSplitter;
import io.makedaemon.spring.boot.logging.CapturedOutput.Count;

/**
 * Moves one captured stream into the log, line by line, on a thread of its own.
 */
final class StreamPump {

	private static final int BUFFER_SIZE = 1 << 16;

	private static final int MAX_LINE_LENGTH = 1 << 16;

	private static final long RETRY_NANOS = 1_000_000;

	private final CapturedStream stream;

	private final InputStream input;

	private final Consumer<String> log;

	private final AtomicLong lines = new AtomicLong();

	private final AtomicLong bytes = new AtomicLong();

	/** A line that nobody else prints: when it comes out, all before it has. */
	private final String endMark = "makedaemon-end-" + UUID.randomUUID();

	private final CountDownLatch ended = new CountDownLatch(1);

	StreamPump(CapturedStream stream, InputStream input, Consumer<String> log) {
		this.stream = stream;
		this.input = input;
		this.log = log;
	}

	void start() {
		Thread thread = new Thread(this::run, "daemon-" + this.stream.streamName());
		thread.setDaemon(true);
		thread.start();
	}

	private void run() {
		LineSplitter splitter = new LineSplitter(this.stream.charset(), MAX_LINE_LENGTH, this::line);
		byte[] buffer = new byte[BUFFER_SIZE];
		try {
			for (int count = this.input.read(buffer); count >= 0; count = this.input.read(buffer)) {
				this.bytes.addAndGet(count);
				splitter.accept(buffer, count);
			}
		}
		catch (IOException ex) {
			this.log.accept("Standard stream " + this.stream.streamName() + " is not captured any more: " + ex);
		}
	}

	private void line(String line) {
		if (!line.endsWith(this.endMark)) {
			log(line);
			return;
		}
		this.bytes.addAndGet(-this.endMark.length() - 1L);
		String unfinished = line.substring(0, line.length() - this.endMark.length());
		if (!unfinished.isEmpty()) {
			log(unfinished);
		}
		this.ended.countDown();
	}

	/**
	 * A line that cannot be logged is lost: without this thread the pipe would fill up,
	 * and then everybody who prints would wait for good.
	 */
	private void log(String line) {
		this.lines.incrementAndGet();
		try {
			this.log.accept(line);
		}
		catch (RuntimeException ex) {
			// There is nowhere else to tell it
		}
	}

	/**
	 * Waits until everything printed so far is logged. Nothing after it is said to be.
	 */
	void drain(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		printStream().flush();
		try {
			if (mark(deadline)) {
				this.ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	Count count() {
		return new Count(this.lines.get(), this.bytes.get());
	}

	private PrintStream printStream() {
		return (this.stream == CapturedStream.STDOUT) ? System.out : System.err;
	}

	/**
	 * Prints the mark. The descriptor does not wait while the pipe is full: the log may
	 * be stuck, but the end of the process must not be.
	 */
	private boolean mark(long deadline) {
		byte[] mark = (this.endMark + "\n").getBytes(StandardCharsets.US_ASCII);
		while (System.nanoTime() < deadline) {
			try {
				@SuppressWarnings("resource") // standard streams stay open
				OutputStream descriptor = new FileOutputStream(
						(this.stream == CapturedStream.STDOUT) ? FileDescriptor.out : FileDescriptor.err);
				descriptor.write(mark);
				return true;
			}
			catch (IOException ex) {
				LockSupport.parkNanos(RETRY_NANOS);
			}
		}
		return false;
	}

}
