package io.makedaemon.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

import io.makedaemon.benchmarks.SteadyLoad.Answer;

/**
 * Measures what clients notice of a new version: they go on asking the sample application
 * while it is upgraded, restarted, or stopped and started.
 *
 * <p>
 * Arguments: the executable jar, the number of rounds (5), the {@code java} to run (the
 * one that runs this), and further arguments of the application.
 */
public final class UpgradeBenchmark {

	private static final int DEFAULT_ROUNDS = 5;

	/** Before and behind the command. */
	private static final long WATCHED_NANOS = 3_000_000_000L;

	private static final long POLL_NANOS = 200_000_000;

	private static final double NANOS = 1e9;

	private static final double KIB_IN_MIB = 1024;

	private final List<String> application;

	private final Path directory;

	private final int port;

	private UpgradeBenchmark(List<String> application, Path directory, int port) {
		this.application = application;
		this.directory = directory;
		this.port = port;
	}

	/**
	 * Run the benchmark.
	 * @param args see above
	 * @throws IOException if the application cannot be run
	 * @throws InterruptedException if the benchmark is interrupted
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		if (args.length == 0) {
			System.err.println("Usage: UpgradeBenchmark app.jar [rounds] [java] [arguments of the application]");
			System.exit(2);
		}
		int rounds = (args.length > 1) ? Integer.parseInt(args[1]) : DEFAULT_ROUNDS;
		String java = (args.length > 2) ? args[2] : System.getProperty("java.home") + "/bin/java";
		Path directory = Files.createTempDirectory("benchmark-");
		int port = Application.freePort();
		List<String> command = new Application(java, Path.of(args[0]).toAbsolutePath()).command();
		command.addAll(Application.arguments(directory, port));
		command.addAll(List.of("--daemon.upgradable=true", "--daemon.cache-directory="));
		command.addAll(List.of(args).subList(Math.min(3, args.length), args.length));
		UpgradeBenchmark benchmark = new UpgradeBenchmark(command, directory, port);
		try {
			benchmark.run();
			for (boolean kept : new boolean[] { true, false }) {
				for (Way way : Way.values()) {
					benchmark.measure(way, kept, rounds);
				}
			}
		}
		finally {
			benchmark.run("--daemon.command=stop");
			Application.delete(directory);
		}
	}

	private void measure(Way way, boolean kept, int rounds) throws IOException, InterruptedException {
		List<Round> measured = new ArrayList<>();
		for (int round = 0; round < rounds; round++) {
			measured.add(measure(way, kept));
		}
		System.out.printf(Locale.ROOT,
				"%s, %s connections: %d of %d requests failed, the longest wait was %.2f s; %.1f s, requests a second "
						+ "%.0f before, %.0f during, %.0f behind; %.0f MB before, at most %.0f MB%n",
				way.title, kept ? "kept" : "new", measured.stream().mapToLong(Round::failures).sum(),
				measured.stream().mapToLong(Round::requests).sum(),
				measured.stream().mapToDouble(Round::longest).max().orElse(0), median(measured, Round::seconds),
				median(measured, Round::before), median(measured, Round::during), median(measured, Round::behind),
				median(measured, Round::memory), median(measured, Round::most));
	}

	private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
		return rounds.stream().mapToDouble(value).sorted().toArray()[rounds.size() / 2];
	}

	private Round measure(Way way, boolean kept) throws IOException, InterruptedException {
		SteadyLoad load = SteadyLoad.start(this.port, kept);
		long start = System.nanoTime();
		LockSupport.parkNanos(WATCHED_NANOS);
		long memory = memory();
		long begin = System.nanoTime();
		long most = 0;
		for (String command : way.commands.split(" ", -1)) {
			most = Math.max(most, run(command));
		}
		long end = System.nanoTime();
		LockSupport.parkNanos(WATCHED_NANOS);
		List<Answer> answers = load.stop();
		long stop = System.nanoTime();
		long failures = answers.stream().mapToLong(Answer::failures).sum();
		double longest = answers.stream().mapToLong((answer) -> answer.answered() - answer.asked()).max().orElse(0);
		return new Round(failures, failures + answers.stream().filter(Answer::served).count(), longest / NANOS,
				(end - begin) / NANOS, rate(answers, start, begin), rate(answers, begin, end), rate(answers, end, stop),
				memory / KIB_IN_MIB, most / KIB_IN_MIB);
	}

	private static double rate(List<Answer> answers, long from, long to) {
		long served = answers.stream()
			.filter((answer) -> answer.served() && answer.answered() - from >= 0 && answer.answered() - to < 0)
			.count();
		return served * NANOS / (to - from);
	}

	/**
	 * Run the application with arguments, until its command ends.
	 * @return the most memory that all its processes had meanwhile, in KiB
	 */
	private long run(String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(this.application);
		command.addAll(List.of(arguments));
		Path output = this.directory.resolve("output");
		Process process = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectInput(new File("/dev/null"))
			.redirectOutput(output.toFile())
			.redirectErrorStream(true)
			.start();
		long most = 0;
		while (process.isAlive()) {
			most = Math.max(most, memory());
			LockSupport.parkNanos(POLL_NANOS);
		}
		if (process.waitFor() != 0) {
			throw new IOException(command + " has failed: " + Files.readString(output, StandardCharsets.ISO_8859_1));
		}
		return most;
	}

	/**
	 * Return the resident memory of all processes of the application, in KiB.
	 */
	private long memory() throws IOException {
		long memory = 0;
		for (ServiceProcess process : ServiceProcess.find("--server.port=" + this.port)) {
			memory += process.residentMemoryIfAlive();
		}
		return memory;
	}

	/**
	 * A way to the next version.
	 */
	private enum Way {

		UPGRADE("upgrade", "--daemon.command=upgrade"),

		RESTART("restart", "--daemon.command=restart"),

		STOP_AND_START("stop and start", "--daemon.command=stop --daemon.command=start");

		private final String title;

		private final String commands;

		Way(String title, String commands) {
			this.title = title;
			this.commands = commands;
		}

	}

	/**
	 * What was seen of one command.
	 *
	 * @param failures the failed requests
	 * @param requests all requests
	 * @param longest the longest wait, in seconds
	 * @param seconds how long the command took
	 * @param before requests a second before it
	 * @param during requests a second while it ran
	 * @param behind requests a second behind it
	 * @param memory the memory before it, in MiB
	 * @param most the most memory while it ran, in MiB
	 */
	private record Round(long failures, long requests, double longest, double seconds, double before, double during,
			double behind, double memory, double most) {
	}

}
