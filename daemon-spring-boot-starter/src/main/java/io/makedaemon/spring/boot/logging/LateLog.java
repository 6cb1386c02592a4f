package io.makedaemon.spring.boot.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import org.slf4j.event.Level;

import io.makedaemon.capture.LineSplitter;
import io.makedaemon.spring.boot.logging.CaptureSettings.StreamSettings;

/**
 * The file of a log that has been closed. Output that comes too late for the log is
 * appended to it, much as Spring Boot would write it. Every line is written immediately.
 */
final class LateLog {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");

	private static final int MAX_LINE_LENGTH = 1 << 16;

	private final Path file;

	LateLog(Path file) {
		this.file = file;
	}

	/**
	 * Load all classes that this class needs.
	 */
	static void rehearse() {
		LateLog late = new LateLog(Path.of("/dev/null"));
		Consumer<String> sink = late.sink("", new StreamSettings("", Level.INFO));
		late.printTo(sink, new CountDownLatch(0), StandardCharsets.UTF_8).println();
	}

	/**
	 * Return the sink for the lines of a stream.
	 */
	Consumer<String> sink(String stream, StreamSettings settings) {
		return (line) -> append(
				"%s %5s %d --- [%s] %s : %s%n".formatted(TIME.format(OffsetDateTime.now(ZoneId.systemDefault())),
						settings.levelOf(line), ProcessHandle.current().pid(), stream, settings.logger(), line));
	}

	private synchronized void append(String text) {
		try {
			Files.writeString(this.file, text, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			// The process is ending: nobody is left to be told
		}
	}

	/**
	 * Create a stream that prints to a sink, and waits until earlier output has arrived
	 * there.
	 */
	PrintStream printTo(Consumer<String> sink, CountDownLatch settled, Charset charset) {
		LineSplitter splitter = new LineSplitter(charset, MAX_LINE_LENGTH, (line) -> {
			await(settled);
			sink.accept(line);
		});
		return new PrintStream(new OutputStream() {

			@Override
			public void write(int b) {
				write(new byte[] { (byte) b }, 0, 1);
			}

			@Override
			public synchronized void write(byte[] bytes, int offset, int length) {
				splitter.accept(Arrays.copyOfRange(bytes, offset, offset + length), length);
			}

		}, true, charset);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
