package io.makedaemon.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

import io.makedaemon.benchmarks.Application.Start;
import io.makedaemon.benchmarks.Application.Way;

/**
 * Measures what supervision costs: the start of the sample application with and without
 * it, in turns, and what its supervisor needs while nothing happens.
 *
 * <p>
 * Arguments: the executable jar, the number of rounds (9), and the {@code java} to run
 * (the one that runs this).
 */
public final class SupervisorBenchmark {

	private static final int DEFAULT_ROUNDS = 9;

	private static final int RESTARTS = 5;

	private static final List<String> PLAIN = List.of("--daemon.cache-directory=");

	private static final List<String> SUPERVISED = List.of("--daemon.cache-directory=", "--daemon.supervise=on-failure",
			"--daemon.supervise.delay=10ms", "--daemon.supervise.max-failures=100");

	private static final Duration CALM = Duration.ofSeconds(10);

	private static final Duration IDLE = Duration.ofSeconds(30);

	private static final long POLL_NANOS = 10_000_000;

	private SupervisorBenchmark() {
	}

	/**
	 * Run the benchmark.
	 * @param args see above
	 * @throws IOException if the application cannot be run
	 * @throws InterruptedException if the benchmark is interrupted
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		if (args.length < 1) {
			System.err.println("Usage: SupervisorBenchmark application.jar [rounds] [java]");
			System.exit(2);
		}
		int rounds = (args.length > 1) ? Integer.parseInt(args[1]) : DEFAULT_ROUNDS;
		String java = (args.length > 2) ? args[2] : System.getProperty("java.home") + "/bin/java";
		Application application = new Application(java, Path.of(args[0]).toAbsolutePath());
		measureSupervisor(application);
		measureStarts(application, rounds);
	}

	private static void measureSupervisor(Application application) throws IOException, InterruptedException {
		Path directory = Files.createTempDirectory("benchmark-");
		List<String> command = application.command();
		command.addAll(Application.arguments(directory, Application.freePort()));
		command.addAll(SUPERVISED);
		Application.run(command);
		Path pidFile = directory.resolve("app.pid");
		long daemon = read(pidFile);
		ProcessHandle supervisor = ProcessHandle.of(daemon).flatMap(ProcessHandle::parent).orElseThrow();
		print("before a restart", supervisor.pid());
		for (int i = 0; i < RESTARTS; i++) {
			ProcessHandle.of(daemon).ifPresent(ProcessHandle::destroyForcibly);
			daemon = awaitNext(pidFile, daemon, supervisor.pid());
			LockSupport.parkNanos(CALM.toNanos());
		}
		print("after " + RESTARTS + " restarts", supervisor.pid());
		supervisor.destroy();
		new ServiceProcess(supervisor).awaitEnd();
		Application.delete(directory);
	}

	private static long awaitNext(Path pidFile, long former, long supervisor) throws IOException {
		long next = read(pidFile);
		while (next == former || next == supervisor) {
			LockSupport.parkNanos(POLL_NANOS);
			next = read(pidFile);
		}
		return next;
	}

	private static long read(Path pidFile) throws IOException {
		return Long.parseLong(Files.readString(pidFile).strip());
	}

	/**
	 * Print the private memory, and how often its threads wake up.
	 */
	private static void print(String when, long pid) throws IOException {
		LockSupport.parkNanos(CALM.toNanos());
		Path process = Path.of("/proc", Long.toString(pid));
		long clean = sum(process.resolve("smaps_rollup"), "Private_Clean:");
		long dirty = sum(process.resolve("smaps_rollup"), "Private_Dirty:");
		long before = wakeUps(process);
		LockSupport.parkNanos(IDLE.toNanos());
		System.out.printf(Locale.ROOT,
				"supervisor, %s: private memory %.1f MB (clean %.1f, dirty %.1f), %.2f wake-ups/s%n", when,
				megabytes(clean + dirty), megabytes(clean), megabytes(dirty),
				(wakeUps(process) - before) / (double) IDLE.toSeconds());
	}

	private static double megabytes(long kib) {
		return kib / 1024.0;
	}

	private static long wakeUps(Path process) throws IOException {
		long sum = 0;
		try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
			for (Path thread : threads) {
				sum += sum(thread.resolve("status"), "voluntary_ctxt_switches:");
			}
		}
		return sum;
	}

	private static long sum(Path file, String name) throws IOException {
		long sum = 0;
		for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
			if (line.startsWith(name)) {
				sum += Long.parseLong(line.substring(name.length()).replace("kB", "").strip());
			}
		}
		return sum;
	}

	private static void measureStarts(Application application, int rounds) throws IOException, InterruptedException {
		List<Double> times = new ArrayList<>();
		List<Double> cpu = new ArrayList<>();
		// The first start of all reads the files from the disk
		start(application, PLAIN);
		for (int round = 0; round < rounds; round++) {
			boolean odd = round % 2 != 0;
			Start first = start(application, odd ? SUPERVISED : PLAIN);
			Start second = start(application, odd ? PLAIN : SUPERVISED);
			Start plain = odd ? second : first;
			Start supervised = odd ? first : second;
			times.add(supervised.time().toNanos() / (double) plain.time().toNanos());
			cpu.add(supervised.cpu().toNanos() / (double) plain.cpu().toNanos());
		}
		print("time to an accepting port", times);
		print("CPU time", cpu);
	}

	private static Start start(Application application, List<String> arguments)
			throws IOException, InterruptedException {
		return application.start(new Way("java -jar", application.command(), arguments, true));
	}

	private static void print(String what, List<Double> ratios) {
		List<Double> sorted = ratios.stream().sorted().toList();
		System.out.printf(Locale.ROOT, "%s, supervised to plain: %.3f (%.2f to %.2f)%n", what,
				sorted.get(sorted.size() / 2), sorted.get(0), sorted.get(sorted.size() - 1));
	}

}
