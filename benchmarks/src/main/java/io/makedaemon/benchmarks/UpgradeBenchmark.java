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
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.makedaemon.benchmarks.SteadyLoad.Answer;

/**
 * Measures what clients notice of a new version: they go on asking an application while
 * it is upgraded, restarted, or stopped and started.
 *
 * <p>
 * Arguments: {@code tomcat}, {@code jetty} or {@code netty}, one of the
 * {@link Connections} or {@code all} of them (the default), the number of rounds (5), the
 * {@code java} to run the application on (the one that runs this), and further arguments
 * of the application.
 */
public final class UpgradeBenchmark {

	private static final String ALL = "all";

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
			System.err
				.println("Usage: UpgradeBenchmark tomcat|jetty|netty [all|new|kept|tls|http2|h2c] [rounds] [java] "
						+ "[arguments of the application]");
			System.exit(2);
		}
		Server server = Server.of(args[0]);
		List<Connections> chosen = List.of((args.length > 1 && !args[1].equals(ALL))
				? new Connections[] { Connections.of(args[1]) } : Connections.values());
		int rounds = (args.length > 2) ? Integer.parseInt(args[2]) : DEFAULT_ROUNDS;
		String java = (args.length > 3) ? args[3] : System.getProperty("java.home") + "/bin/java";
		List<String> further = List.of(args).subList(Math.min(4, args.length), args.length);
		Path directory = Files.createTempDirectory("benchmark-");
		try {
			ServerKey key = ServerKey.create(directory);
			for (Connections connections : chosen) {
				int port = Application.freePort();
				List<String> application = application(java, server, directory, port);
				application.addAll(connections.isEncrypted() ? key.arguments() : List.of());
				application.addAll(further);
				new UpgradeBenchmark(application, directory, port).measure(server + ", " + connections,
						connections.clients(port, key.clients()), rounds);
			}
		}
		finally {
			Application.delete(directory);
		}
	}

	private static List<String> application(String java, Server server, Path directory, int port) {
		String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
			.map((element) -> Path.of(element).toAbsolutePath().toString())
			.collect(Collectors.joining(File.pathSeparator));
		List<String> application = new ArrayList<>(List.of(java, "-cp", classPath, ServedApplication.class.getName(),
				"--benchmark.server=" + server, "--server.http2.enabled=true", "--daemon.upgradable=true"));
		application.addAll(Application.arguments(directory, port));
		return application;
	}

	private void measure(String what, Supplier<Client> clients, int rounds) throws IOException, InterruptedException {
		run("--daemon.command=start");
		try {
			for (Way way : Way.values()) {
				List<Round> measured = new ArrayList<>();
				for (int round = 0; round < rounds; round++) {
					measured.add(measure(way, clients));
				}
				print(what.toLowerCase(Locale.ROOT) + ", " + way.title, measured);
			}
		}
		finally {
			run("--daemon.command=stop");
		}
	}

	private static void print(String what, List<Round> rounds) {
		System.out.printf(Locale.ROOT,
				"%s: %d of %d requests failed, the longest wait was %.2f s; %.1f s, requests a second %.0f before, "
						+ "%.0f during, %.0f behind; %.0f MB before, at most %.0f MB, %.0f MB with the command%n",
				what, rounds.stream().mapToLong(Round::failures).sum(),
				rounds.stream().mapToLong(Round::requests).sum(),
				rounds.stream().mapToDouble(Round::longest).max().orElse(0), median(rounds, Round::seconds),
				median(rounds, Round::before), median(rounds, Round::during), median(rounds, Round::behind),
				median(rounds, (round) -> round.memory().daemons() / KIB_IN_MIB),
				median(rounds, (round) -> round.most().daemons() / KIB_IN_MIB),
				median(rounds, (round) -> round.most().all() / KIB_IN_MIB));
	}

	private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
		return rounds.stream().mapToDouble(value).sorted().toArray()[rounds.size() / 2];
	}

	private Round measure(Way way, Supplier<Client> clients) throws IOException, InterruptedException {
		SteadyLoad load = SteadyLoad.start(clients);
		long start = System.nanoTime();
		LockSupport.parkNanos(WATCHED_NANOS);
		long begin = System.nanoTime();
		Memory memory = Memory.of(this.port, 0);
		Memory most = memory;
		for (String command : way.commands.split(" ", -1)) {
			most = most.max(run(command));
		}
		long end = System.nanoTime();
		LockSupport.parkNanos(WATCHED_NANOS);
		List<Answer> answers = load.stop();
		long stop = System.nanoTime();
		long failures = answers.stream().mapToLong(Answer::failures).sum();
		double longest = answers.stream().mapToLong((answer) -> answer.answered() - answer.asked()).max().orElse(0);
		return new Round(failures, failures + answers.stream().filter(Answer::served).count(), longest / NANOS,
				(end - begin) / NANOS, rate(answers, start, begin), rate(answers, begin, end), rate(answers, end, stop),
				memory, most);
	}

	private static double rate(List<Answer> answers, long from, long to) {
		long served = answers.stream()
			.filter((answer) -> answer.served() && answer.answered() - from >= 0 && answer.answered() - to < 0)
			.count();
		return served * NANOS / (to - from);
	}

	/**
	 * Run a command of the application.
	 * @return the most memory meanwhile
	 */
	private Memory run(String argument) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(this.application);
		command.add(argument);
		Path output = this.directory.resolve("output");
		Process process = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectInput(new File("/dev/null"))
			.redirectOutput(output.toFile())
			.redirectErrorStream(true)
			.start();
		Memory most = new Memory(0, 0);
		while (process.isAlive()) {
			most = most.max(Memory.of(this.port, process.pid()));
			LockSupport.parkNanos(POLL_NANOS);
		}
		if (process.waitFor() != 0) {
			throw new IOException(command + " has failed: " + Files.readString(output, StandardCharsets.ISO_8859_1));
		}
		return most;
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
	 * Resident memory, in KiB.
	 *
	 * @param daemons that of all generations
	 * @param all that of the command as well
	 */
	private record Memory(long daemons, long all) {

		static Memory of(int port, long command) {
			long daemons = 0;
			long all = 0;
			for (ServiceProcess process : ServiceProcess.find("--server.port=" + port)) {
				long memory = process.residentMemoryIfAlive();
				daemons += (process.process().pid() != command) ? memory : 0;
				all += memory;
			}
			return new Memory(daemons, all);
		}

		Memory max(Memory other) {
			return new Memory(Math.max(this.daemons, other.daemons), Math.max(this.all, other.all));
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
	 * @param memory the memory before it
	 * @param most the most memory while it ran
	 */
	private record Round(long failures, long requests, double longest, double seconds, double before, double during,
			double behind, Memory memory, Memory most) {
	}

}
