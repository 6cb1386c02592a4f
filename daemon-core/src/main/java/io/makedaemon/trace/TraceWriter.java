package io.makedaemon.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes the lines of one process, each with a single write(2), so that lines of several
 * processes do not mix.
 */
final class TraceWriter {

	private final OutputStream stream;

	private final String stage;

	private final long startedAt;

	private final long pid = ProcessHandle.current().pid();

	/**
	 * Create a writer.
	 * @param stream the trace's file, open for appending
	 * @param stage the process's name in the trace
	 * @param startedAt when the command was typed, in milliseconds since the epoch
	 */
	TraceWriter(OutputStream stream, String stage, long startedAt) {
		this.stream = stream;
		this.stage = stage;
		this.startedAt = startedAt;
	}

	void write(String what) {
		long millis = System.currentTimeMillis() - this.startedAt;
		String line = millis + " " + this.stage + " " + this.pid + " " + what.replace('\n', ' ') + "\n";
		try {
			this.stream.write(line.getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			// The disk is full: a failure of the trace must not affect the start
		}
	}

}
