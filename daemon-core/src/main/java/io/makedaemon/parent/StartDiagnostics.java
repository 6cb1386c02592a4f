package io.makedaemon.parent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.proc.FileSnapshot;
import io.makedaemon.wire.WaitPlan;

/**
 * Describes a daemon that has failed without giving a reason, by its output and the last
 * lines of its log.
 */
public final class StartDiagnostics {

	private static final int ROOT = 0;

	private static final int LOG_LINES = 20;

	/** A shorter line may occur anywhere by chance. */
	private static final int SHORT_LINE = 10;

	private static final int COMPARED_LINES = 3;

	private static final int COMPARED_LENGTH = 40;

	private static final int MAX_LOG_LENGTH = 1 << 16;

	private static final Duration DUMP_TIMEOUT = Duration.ofSeconds(5);

	/** A JVM that prints a thread dump never pauses that long. */
	private static final Duration DUMP_PAUSE = Duration.ofSeconds(1);

	private static final long POLL_MILLIS = 20;

	private final InputStream output;

	private final InputStream errors;

	private final WaitPlan plan;

	/**
	 * Create the diagnostics of a daemon.
	 * @param output what the daemon writes to its standard output
	 * @param errors what the daemon writes to its standard error
	 * @param plan the plan
	 */
	public StartDiagnostics(InputStream output, InputStream errors, WaitPlan plan) {
		this.output = output;
		this.errors = errors;
		this.plan = plan;
	}

	/**
	 * Describe what a daemon that has ended has left behind.
	 * @return the text, to go behind a sentence
	 * @throws IOException if it cannot be read
	 */
	public String ofEnded() throws IOException {
		String log = log();
		StringBuilder text = new StringBuilder();
		String printed = withoutLogged(StreamTail.in(this.errors), log)
				+ withoutLogged(StreamTail.in(this.output), log);
		if (!printed.isBlank()) {
			text.append("; it had printed:\n").append(printed.strip());
		}
		return text.append(ofLog(log)).toString();
	}

	/**
	 * Leave out the output if it is in the log already. Lines are compared by their ends,
	 * since their beginnings depend on the log's layout.
	 */
	private static String withoutLogged(String printed, String log) {
		List<String> lines = printed.lines().map(String::strip).filter((line) -> line.length() >= SHORT_LINE).toList();
		List<String> last = lines.subList(Math.max(0, lines.size() - COMPARED_LINES), lines.size());
		boolean logged = !last.isEmpty() && last.stream()
			.allMatch((line) -> log.contains(line.substring(Math.max(0, line.length() - COMPARED_LENGTH))));
		return logged ? "" : printed;
	}

	/**
	 * Describe what a daemon that hangs is doing.
	 * @param dump makes its JVM print a thread dump
	 * @return the text, to go behind a sentence
	 * @throws IOException if it cannot be read
	 * @throws InterruptedException if the waiting thread is interrupted
	 */
	public String ofHanging(Trigger dump) throws IOException, InterruptedException {
		String log = log();
		String printed = withoutLogged(StreamTail.in(this.errors), log)
				+ withoutLogged(StreamTail.in(this.output), log);
		StringBuilder text = new StringBuilder();
		if (log.isEmpty() && !printed.isBlank()) {
			text.append("\n\nIt had printed:\n").append(printed.strip());
		}
		text.append(ofLog(log));
		try {
			dump.pull();
			awaitDump();
		}
		catch (IOException ex) {
			// The first child was killed, and no other process can do it
		}
		String threads = StreamTail.beginning(this.output).strip();
		if (!threads.isEmpty()) {
			text.append("\n\nIts threads:\n").append(threads);
		}
		return text.toString();
	}

	private void awaitDump() throws IOException, InterruptedException {
		long end = System.nanoTime() + DUMP_TIMEOUT.toNanos();
		long change = System.nanoTime();
		int before = 0;
		while (System.nanoTime() < end && (before == 0 || System.nanoTime() - change < DUMP_PAUSE.toNanos())) {
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
			int available = this.output.available();
			if (available != before) {
				before = available;
				change = System.nanoTime();
			}
		}
	}

	private String ofLog(String log) {
		if (log.isBlank()) {
			return "";
		}
		List<String> lines = log.strip().lines().toList();
		return "\n\nThe last lines of its log " + ByteStrings.decode(this.plan.logFile()) + ":\n"
				+ String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
	}

	/**
	 * Return what this start has written to the log, or the end of it.
	 */
	private String log() {
		if (this.plan.logFile().isEmpty()) {
			return "";
		}
		try {
			FileSnapshot file = logFile();
			// A shorter file is a new one
			long begin = (file.size() < this.plan.logLength()) ? 0 : this.plan.logLength();
			return new String(file.read(Math.max(begin, file.size() - MAX_LOG_LENGTH), MAX_LOG_LENGTH),
					Charset.defaultCharset());
		}
		catch (IOException ex) {
			// The daemon has not opened it yet, or has replaced it by something else
			return "";
		}
	}

	/**
	 * Return the log file. Another user could otherwise make root read and show what only
	 * root may see.
	 */
	private FileSnapshot logFile() throws IOException {
		Path path = BytePath.toPath(this.plan.logFile());
		if (!this.plan.otherUser()) {
			return FileSnapshot.following(path);
		}
		FileSnapshot file = FileSnapshot.of(path);
		if (file.uid() == ROOT) {
			throw new AccessDeniedException(path.toString());
		}
		return file;
	}

	/**
	 * Makes a daemon's JVM print a thread dump.
	 */
	public interface Trigger {

		/**
		 * Make the JVM print it.
		 * @throws IOException if it cannot be done
		 */
		void pull() throws IOException;

	}

}
