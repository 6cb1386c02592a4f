package io.makedaemon.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import io.makedaemon.benchmarks.Application.Start;
import io.makedaemon.benchmarks.Application.Way;

/**
 * Measures what a change does to the start: the sample application before it and after
 * it, in turns.
 *
 * <p>
 * Arguments: the executable jar before the change, the one after it, the number of rounds
 * (11), and the {@code java} to run (the one that runs this).
 */
public final class ChangeBenchmark {

	private static final int DEFAULT_ROUNDS = 11;

	private static final List<String> ARGUMENTS = List.of("--daemon.cache-directory=");

	private ChangeBenchmark() {
	}

	/**
	 * Run the benchmark.
	 * @param args see above
	 * @throws IOException if the application cannot be run
	 * @throws InterruptedException if the benchmark is interrupted
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		if (args.length < 2) {
			System.err.println("Usage: ChangeBenchmark before.jar after.jar [rounds] [java]");
			System.exit(2);
		}
		int rounds = (args.length > 2) ? Integer.parseInt(args[2]) : DEFAULT_ROUNDS;
		String java = (args.length > 3) ? args[3] : System.getProperty("java.home") + "/bin/java";
		Application before = new Application(java, Path.of(args[0]).toAbsolutePath());
		Application after = new Application(java, Path.of(args[1]).toAbsolutePath());
		List<Start> starts = new ArrayList<>();
		List<Start> changed = new ArrayList<>();
		// The first start of all reads the files from the disk
		start(before);
		start(after);
		for (int round = 0; round < rounds; round++) {
			boolean odd = round % 2 != 0;
			Start first = start(odd ? after : before);
			Start second = start(odd ? before : after);
			starts.add(odd ? second : first);
			changed.add(odd ? first : second);
		}
		print("time to an accepting port", starts, changed, (start) -> start.time().toNanos());
		print("CPU time", starts, changed, (start) -> start.cpu().toNanos());
		print("resident memory", starts, changed, Start::memory);
	}

	private static Start start(Application application) throws IOException, InterruptedException {
		return application.start(new Way("java -jar", application.command(), ARGUMENTS, true));
	}

	private static void print(String what, List<Start> before, List<Start> after, ToDoubleFunction<Start> value) {
		List<Double> ratios = IntStream.range(0, before.size())
			.mapToObj((i) -> value.applyAsDouble(after.get(i)) / value.applyAsDouble(before.get(i)))
			.sorted()
			.toList();
		System.out.printf(Locale.ROOT, "%s, after to before: %.3f (%.2f to %.2f)%n", what,
				ratios.get(ratios.size() / 2), ratios.get(0), ratios.get(ratios.size() - 1));
	}

}
