package io.makedaemon.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures how long a daemonized application takes from the command to a port that
 * accepts connections, against the same executable jar in the foreground. The two take
 * turns, and so does which one comes first: what else the machine does hits both.
 *
 * <p>
 * Arguments: the executable jar of the sample application, the number of pairs (9), and
 * the {@code java} to run (the one that runs this).
 */
public final class StartBenchmark {

	private static final int DEFAULT_PAIRS = 9;

	private final Application application;

	private final List<Duration> foreground = new ArrayList<>();

	private final List<Duration> daemon = new ArrayList<>();

	private final List<Double> ratios = new ArrayList<>();

	private StartBenchmark(Application application) {
		this.application = application;
	}

	/**
	 * Runs the benchmark.
	 * @param args see above
	 * @throws IOException if the application cannot be run
	 * @throws InterruptedException if the benchmark is interrupted
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		if (args.length == 0) {
			System.err.println("Usage: StartBenchmark sample-app.jar [pairs] [java]");
			System.exit(2);
		}
		int pairs = (args.length > 1) ? Integer.parseInt(args[1]) : DEFAULT_PAIRS;
		String java = (args.length > 2) ? args[2] : System.getProperty("java.home") + "/bin/java";
		StartBenchmark benchmark = new StartBenchmark(new Application(java, Path.of(args[0]).toAbsolutePath()));
		// The first start of all reads the files from the disk
		benchmark.application.startInForeground();
		for (int pair = 0; pair < pairs; pair++) {
			benchmark.measure(pair % 2 == 0);
		}
		benchmark.print();
	}

	private void measure(boolean daemonFirst) throws IOException, InterruptedException {
		Duration first = daemonFirst ? this.application.startAsDaemon() : this.application.startInForeground();
		Duration second = daemonFirst ? this.application.startInForeground() : this.application.startAsDaemon();
		Duration asDaemon = daemonFirst ? first : second;
		Duration inForeground = daemonFirst ? second : first;
		this.daemon.add(asDaemon);
		this.foreground.add(inForeground);
		double ratio = (double) asDaemon.toMillis() / inForeground.toMillis();
		this.ratios.add(ratio);
		System.out.printf(Locale.ROOT, "foreground %5d ms, daemon %5d ms, ratio %.2f%n", inForeground.toMillis(),
				asDaemon.toMillis(), ratio);
	}

	private void print() {
		System.out.printf(Locale.ROOT, "median     %5d ms, daemon %5d ms, ratio %.2f (%d pairs, %s)%n",
				median(this.foreground).toMillis(), median(this.daemon).toMillis(), median(this.ratios),
				this.ratios.size(), this.application.java());
	}

	private static <T extends Comparable<T>> T median(List<T> values) {
		return values.stream().sorted().toList().get(values.size() / 2);
	}

}
