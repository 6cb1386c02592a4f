package io.makedaemon.spring.boot.logging;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

import io.makedaemon.capture.LineSplitter;
import io.makedaemon.capture.StandardStream;

/**
 * What the process before this one has written to a standard stream and was not logged
 * before it ended, on its way to the log.
 */
final class FormerOutput {

	private static final String MARK = "[former process] ";

	private static final int BUFFER_SIZE = 1 << 16;

	private final InputStream input;

	private final LineSplitter splitter;

	FormerOutput(InputStream input, StandardStream stream, CaptureSettings settings, Consumer<String> events) {
		this.input = input;
		this.splitter = new LineSplitter(stream.charset(), settings.maxLineLength(),
				(line) -> events.accept(MARK + line));
	}

	/**
	 * Log everything.
	 */
	void log() {
		byte[] buffer = new byte[BUFFER_SIZE];
		try (this.input) {
			for (int count = this.input.read(buffer); count > 0; count = this.input.read(buffer)) {
				this.splitter.accept(buffer, count);
			}
			this.splitter.end();
		}
		catch (IOException ex) {
			// Nothing more of it is left
		}
	}

}
