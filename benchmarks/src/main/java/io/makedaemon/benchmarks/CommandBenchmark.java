package io.makedaemon.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures how long the commands take, against a start of the same executable jar in the
 * foreground, up to a port that accepts connections.
 *
 * <p>
 * Arguments: the executable jar of the sample application, the number of rounds (9), and
 * the {@code java} to run (the one that runs this).
 */
public final class CommandBenchmark {

	private static final int DEFAULT_ROUNDS = 9;

	private static final String[] COMMANDS = { "start", "status", "reload", "stop", "status", "stop" };

	private CommandBenchmark() {
	}

	/**
	 * Runs the benchmark.
	 * @param args see above
	 * @throws IOException if the application cannot be run
	 * @throws InterruptedException if the benchmark is interrupted
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		if (args.length == 0) {
			System.err.println("Usage: CommandBenchmark sample-app.jar [rounds] [java]");
			System.exit(2);
		}
		int rounds = (args.length > 1) ? Integer.parseInt(args[1]) : DEFAULT_ROUNDS;
		String java = (args.length > 2) ? args[2] : System.getProperty("java.home") + "/bin/java";
		Application application = new Application(java, Path.of(args[0]).toAbsolutePath());
		// The first start of all reads the files from the disk
		application.startInForeground();
		Map<String, List<Measurement>> measurements = new LinkedHashMap<>();
		for (int round = 0; round < rounds; round++) {
			Duration foreground = application.startInForeground();
			application.run(COMMANDS)
				.forEach((command, duration) -> measurements.computeIfAbsent(command, (name) -> new ArrayList<>())
					.add(new Measurement(duration.toMillis(), (double) duration.toMillis() / foreground.toMillis())));
		}
		measurements.forEach(CommandBenchmark::print);
	}

	private static void print(String command, List<Measurement> measurements) {
		Measurement median = measurements.stream()
			.sorted(Comparator.comparingDouble(Measurement::ratio))
			.toList()
			.get(measurements.size() / 2);
		System.out.printf(Locale.ROOT, "%-16s %5d ms, %.2f of a start (%d rounds)%n", command, median.millis(),
				median.ratio(), measurements.size());
	}

	/**
	 * How long a command took.
	 *
	 * @param millis the time in milliseconds
	 * @param ratio the time, as a part of what a start took just before
	 */
	private record Measurement(long millis, double ratio) {
	}

}
