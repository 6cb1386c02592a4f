package io.makedaemon.spring.boot.prepare;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.makedaemon.prepare.ProgramCommand;

/**
 * Runs the programs of one task one after another, each to its end, and reports the
 * output of one that fails. Another thread can cancel the task.
 */
final class Subprocesses {

	private static final int LAST_LINES = 50;

	/**
	 * How much output to show at most, since another user may have written it, without
	 * limit.
	 */
	private static final int LAST_BYTES = 64 << 10;

	private final Duration timeout;

	private @Nullable Process process;

	private boolean finished;

	private boolean cancelled;

	/**
	 * Create a runner for programs.
	 * @param timeout how long each may take; zero for no limit
	 */
	Subprocesses(Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * Run a program.
	 * @param what what the program does, as a clause
	 * @param command the program and its arguments
	 * @param output the file for its output
	 * @throws IOException if it cannot be run, does not end in time, or fails
	 */
	void run(String what, List<String> command, Path output) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder(command);
		ProgramCommand.OPTION_VARIABLES.forEach(builder.environment()::remove);
		Process started = start(builder.redirectErrorStream(true)
			.redirectInput(Path.of("/dev/null").toFile())
			.redirectOutput(output.toFile()));
		try {
			if (!await(started)) {
				throw new IOException(
						what + " took longer than " + this.timeout.toSeconds() + " seconds" + lastLines(output));
			}
			checkCancelled();
			if (started.exitValue() != 0) {
				throw new IOException(what + " has failed with exit code " + started.exitValue() + lastLines(output));
			}
		}
		finally {
			kill(started);
		}
	}

	private synchronized Process start(ProcessBuilder builder) throws IOException {
		checkCancelled();
		this.process = builder.start();
		return this.process;
	}

	private synchronized void checkCancelled() throws IOException {
		if (this.cancelled) {
			throw new IOException("it was cancelled");
		}
	}

	/**
	 * Take the last step, after which nothing can be cancelled.
	 * @param step the step
	 * @throws IOException if it fails, or the task was cancelled
	 */
	synchronized void finish(Step step) throws IOException {
		checkCancelled();
		step.take();
		this.finished = true;
	}

	/**
	 * Cancel the task: end the running program, and start no other.
	 * @return whether the task was cancelled; false if it was already finished
	 */
	synchronized boolean cancel() {
		this.cancelled = true;
		if (this.process != null) {
			kill(this.process);
		}
		return !this.finished;
	}

	/**
	 * Kill a process and its children: a JVM that records an AOT cache has another one
	 * write it.
	 */
	private static void kill(Process process) {
		List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
		family.forEach(ProcessHandle::destroyForcibly);
		family.forEach((member) -> member.onExit().join());
	}

	private boolean await(Process started) throws InterruptedException {
		if (this.timeout.isZero()) {
			started.waitFor();
			return true;
		}
		return started.waitFor(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	private static String lastLines(Path output) throws IOException {
		List<String> lines = new String(lastBytes(output), Charset.defaultCharset()).lines()
			.filter((line) -> !line.isBlank())
			.toList();
		return lines.stream()
			.skip(Math.max(0, lines.size() - LAST_LINES))
			.collect(Collectors.joining("\n", lines.isEmpty() ? "" : ":\n\n", ""));
	}

	private static byte[] lastBytes(Path output) throws IOException {
		try (InputStream in = Files.newInputStream(output)) {
			in.skipNBytes(Math.max(0, Files.size(output) - LAST_BYTES));
			return in.readNBytes(LAST_BYTES);
		}
	}

	/**
	 * A step in the file system.
	 */
	interface Step {

		void take() throws IOException;

	}

}
