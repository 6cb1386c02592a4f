package io.makedaemon.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Measures how many lines a second go from {@code println} through the capture into the
 * log file of a daemon, against the same lines logged directly through the same appender,
 * and against {@code java ... | cat > file}; and how many bytes are allocated for a line.
 * The three take turns.
 *
 * <p>
 * Arguments: the number of lines (1,000,000), the number of printing threads (1), the
 * number of rounds (5), and the {@code java} to run (the one that runs this).
 */
public final class CaptureBenchmark {

	private static final Duration TIMEOUT = Duration.ofMinutes(5);

	private static final long POLL_NANOS = 20_000_000;

	private final String java;

	private final int lines;

	private final int threads;

	private CaptureBenchmark(String java, int lines, int threads) {
		this.java = java;
		this.lines = lines;
		this.threads = threads;
	}

	/**
	 * Runs the benchmark.
	 * @param args see above
	 * @throws IOException if the program cannot be run
	 * @throws InterruptedException if the benchmark is interrupted
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		int lines = (args.length > 0) ? Integer.parseInt(args[0]) : 1_000_000;
		int threads = (args.length > 1) ? Integer.parseInt(args[1]) : 1;
		int rounds = (args.length > 2) ? Integer.parseInt(args[2]) : 5;
		String java = (args.length > 3) ? args[3] : System.getProperty("java.home") + "/bin/java";
		new CaptureBenchmark(java, lines, threads).run(rounds);
	}

	private void run(int rounds) throws IOException, InterruptedException {
		List<Round> results = new ArrayList<>();
		for (int i = 0; i < rounds; i++) {
			Round round = new Round(measure(Way.PRINT), measure(Way.LOG), measure(Way.PIPE));
			results.add(round);
			System.out.println("print " + round.print + "   log " + round.log + "   pipe " + round.pipe);
		}
		System.out.printf(Locale.ROOT, "print to log %.2f, print to pipe %.2f (medians of %d rounds, %d threads, %s)%n",
				median(results, Round::toLog), median(results, Round::toPipe), rounds, this.threads, this.java);
	}

	private static double median(List<Round> results, ToDoubleFunction<Round> ratio) {
		return results.stream().mapToDouble(ratio).sorted().toArray()[results.size() / 2];
	}

	private Figures measure(Way way) throws IOException, InterruptedException {
		Path directory = Files.createTempDirectory("benchmark-");
		Path file = directory.resolve("output.log");
		Path result = directory.resolve("result");
		List<String> command = new ArrayList<>(
				List.of(this.java, "-Xmx512m", "-Dway=" + way.name().toLowerCase(Locale.ROOT), "-Dlines=" + this.lines,
						"-Dthreads=" + this.threads, "-Dfile=" + file, "-Dresult=" + result, "-cp",
						Path.of(System.getProperty("java.class.path")).toAbsolutePath().toString(),
						PrintingApplication.class.getName(), "--daemon.pid-file=", "--logging.file.name=" + file,
						"--logging.logback.rollingpolicy.max-file-size=10GB"));
		if (way == Way.PIPE) {
			command.addAll(0, List.of("sh", "-c", "\"$@\" | cat > " + file, "sh"));
		}
		Process process = new ProcessBuilder(command).directory(directory.toFile())
			.redirectOutput(new File("/dev/null"))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		if (process.waitFor() != 0) {
			throw new IOException("the program did not start");
		}
		await(result);
		String[] figures = Files.readString(result).split(" ", -1);
		delete(directory);
		return new Figures(this.lines * 1e9 / Long.parseLong(figures[0]),
				(double) Long.parseLong(figures[1]) / this.lines);
	}

	private static void await(Path file) {
		long deadline = System.nanoTime() + TIMEOUT.toNanos();
		while (!Files.exists(file)) {
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException("there is no result");
			}
			LockSupport.parkNanos(POLL_NANOS);
		}
	}

	private static void delete(Path directory) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			files.sorted(Comparator.reverseOrder()).forEach((file) -> {
				try {
					Files.delete(file);
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
		}
	}

	/**
	 * The ways that lines go.
	 */
	private enum Way {

		PRINT, LOG, PIPE

	}

	/**
	 * What came of a way.
	 */
	private record Figures(double linesPerSecond, double bytesPerLine) {

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "%,.0f lines/s, %.0f bytes/line", this.linesPerSecond, this.bytesPerLine);
		}

	}

	/**
	 * What came of each way.
	 */
	private record Round(Figures print, Figures log, Figures pipe) {

		double toLog() {
			return this.print.linesPerSecond / this.log.linesPerSecond;
		}

		double toPipe() {
			return this.print.linesPerSecond / this.pipe.linesPerSecond;
		}

	}

}
