package io.makedaemon.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.makedaemon.benchmarks.Application.Start;
import io.makedaemon.benchmarks.Application.Way;

/**
 * Measures ways to start the sample application as a service, against
 * {@code nohup java -jar}: those of this project and, where they are installed, those of
 * others. They take turns, and so does which one comes first: what else the machine does
 * hits all. Then the commands, from the jar and from the launcher.
 *
 * <p>
 * Arguments: the executable jar of the sample application, the number of rounds (9), and
 * the {@code java} to run (the one that runs this).
 */
public final class StartBenchmark {

	private static final int DEFAULT_ROUNDS = 9;

	private static final List<String> FOREGROUND = List.of("--daemon.enabled=false");

	/** Where Debian has jsvc, and its library. It wants a path. */
	private static final String JSVC = "/usr/bin/jsvc";

	private static final String COMMONS_DAEMON = "/usr/share/java/commons-daemon.jar";

	private static final double NANOS = 1e9;

	private static final double KILO = 1024;

	private final Application application;

	private final Path cache;

	private final String launcher;

	private final int rounds;

	private final Map<Way, List<Start>> starts = new LinkedHashMap<>();

	private StartBenchmark(Application application, Path cache, int rounds) {
		this.application = application;
		this.cache = cache;
		this.launcher = cache.resolve("sample-app").toString();
		this.rounds = rounds;
		// What all others are compared with comes first
		ways().filter(StartBenchmark::isInstalled).forEach((way) -> this.starts.put(way, new ArrayList<>()));
	}

	/**
	 * Runs the benchmark.
	 * @param args see above
	 * @throws IOException if the application cannot be run
	 * @throws InterruptedException if the benchmark is interrupted
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		if (args.length == 0) {
			System.err.println("Usage: StartBenchmark sample-app.jar [rounds] [java]");
			System.exit(2);
		}
		int rounds = (args.length > 1) ? Integer.parseInt(args[1]) : DEFAULT_ROUNDS;
		String java = (args.length > 2) ? args[2] : System.getProperty("java.home") + "/bin/java";
		Application application = new Application(java, Path.of(args[0]).toAbsolutePath());
		Path cache = application.prepare();
		try {
			describeMachine(java);
			StartBenchmark benchmark = new StartBenchmark(application, cache, rounds);
			benchmark.measureStarts();
			benchmark.measureCommands();
		}
		finally {
			Application.delete(cache);
		}
	}

	private Stream<Way> ways() {
		String none = "--daemon.cache-directory=";
		String classPath = this.application.jar() + File.pathSeparator + COMMONS_DAEMON + File.pathSeparator
				+ StartBenchmark.class.getProtectionDomain().getCodeSource().getLocation().getPath();
		String java = this.application.java();
		String home = java.substring(0, java.length() - "/bin/java".length());
		return Stream.of(new Way("nohup", this.application.command("nohup"), FOREGROUND, false),
				new Way("setsid", this.application.command("setsid", "--wait"), FOREGROUND, false),
				new Way("start-stop-daemon",
						List.of("start-stop-daemon", "--start", "--background", "--make-pidfile", "--pidfile",
								this.cache.resolve("background.pid").toString(), "--exec", java, "--", "-jar",
								this.application.jar().toString()),
						FOREGROUND, true),
				new Way("daemonize", this.application.command("daemonize"), FOREGROUND, true),
				new Way("jsvc -wait",
						List.of(JSVC, "-home", home, "-wait", "60", "-cp", classPath, "-pidfile",
								this.cache.resolve("jsvc.pid").toString(), JsvcApplication.class.getName()),
						FOREGROUND, true),
				new Way("java -jar", this.application.command(), List.of(none), true),
				new Way("java -jar, prepared", this.application.command(), List.of(none + this.cache), true),
				new Way("launcher", List.of(this.launcher, "start"), List.of(none + this.cache), true));
	}

	private static boolean isInstalled(Way way) {
		return Stream.of("", "/bin/", "/usr/bin/", "/sbin/", "/usr/sbin/")
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory + way.command().get(0))));
	}

	private void measureStarts() throws IOException, InterruptedException {
		List<Way> ways = List.copyOf(this.starts.keySet());
		// The first start of all reads the files from the disk
		this.application.start(ways.get(0));
		for (int round = 0; round < this.rounds; round++) {
			for (int i = 0; i < ways.size(); i++) {
				Way way = ways.get((i + round) % ways.size());
				this.starts.getOrDefault(way, List.of()).add(this.application.start(way));
			}
		}
		System.out.println("| way | time to an accepting port | ratio | CPU time | resident memory | stop |");
		System.out.println("|---|---|---|---|---|---|");
		ways.forEach(this::print);
	}

	private void print(Way way) {
		List<Double> ratios = ratios(way, (start) -> start.time().toNanos());
		System.out.printf(Locale.ROOT, "| %s | %.1f s | %.2f (%.2f to %.2f) | %.2f | %.2f, %.0f MB | %.2f s |%n", way,
				median(of(way, (start) -> start.time().toNanos())) / NANOS, median(ratios), ratios.get(0),
				ratios.get(ratios.size() - 1), median(ratios(way, (start) -> start.cpu().toNanos())),
				median(ratios(way, Start::memory)), median(of(way, Start::memory)) / KILO,
				median(of(way, (start) -> start.stop().toNanos())) / NANOS);
	}

	private List<Double> of(Way way, ToDoubleFunction<Start> value) {
		return this.starts.getOrDefault(way, List.of()).stream().map(value::applyAsDouble).sorted().toList();
	}

	/**
	 * Of each start to that of the first way in the same round.
	 */
	private List<Double> ratios(Way way, ToDoubleFunction<Start> value) {
		List<Start> references = this.starts.values().iterator().next();
		List<Start> own = this.starts.getOrDefault(way, List.of());
		return IntStream.range(0, this.rounds)
			.mapToObj((round) -> value.applyAsDouble(own.get(round)) / value.applyAsDouble(references.get(round)))
			.sorted()
			.toList();
	}

	private static double median(List<Double> sorted) {
		return sorted.get(sorted.size() / 2);
	}

	private void measureCommands() throws IOException, InterruptedException {
		System.out.println("\n| command | from the jar | from the launcher |\n|---|---|---|");
		String pidFile = "--daemon.pid-file=" + this.cache.resolve("app.pid");
		measureCommand("status", "status, stopped", pidFile);
		measureCommand("stop", "stop, stopped", pidFile);
		Application.run(List.of(this.launcher, "start", pidFile, "--server.port=0",
				"--logging.file.name=" + this.cache.resolve("app.log"),
				"--daemon.files[0].path=" + this.cache.resolve("app.lock")));
		measureCommand("status", "status, running", pidFile);
		Application.run(List.of(this.launcher, "stop", pidFile));
	}

	/**
	 * Each as a part of a start by the first way.
	 */
	private void measureCommand(String command, String name, String pidFile) throws IOException, InterruptedException {
		Way reference = this.starts.keySet().iterator().next();
		double start = median(of(reference, (measured) -> measured.time().toNanos()));
		List<String> jar = this.application.command();
		jar.addAll(List.of("--daemon.command=" + command, pidFile));
		List<Duration> fromJar = new ArrayList<>();
		List<Duration> fromLauncher = new ArrayList<>();
		for (int round = 0; round < this.rounds; round++) {
			fromJar.add(Application.run(jar));
			fromLauncher.add(Application.run(List.of(this.launcher, command, pidFile)));
		}
		System.out.printf(Locale.ROOT, "| %s | %.2f | %.2f |%n", name, part(fromJar, start), part(fromLauncher, start));
	}

	private static double part(List<Duration> durations, double start) {
		return median(durations.stream().map((duration) -> (double) duration.toNanos()).sorted().toList()) / start;
	}

	private static void describeMachine(String java) throws IOException, InterruptedException {
		Process version = new ProcessBuilder(java, "-version").redirectErrorStream(true).start();
		String jdk = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
			.findFirst()
			.orElse(java);
		version.waitFor();
		System.out.printf("%s; %d cores, %s, %s %s%n%n", jdk, Runtime.getRuntime().availableProcessors(), processor(),
				System.getProperty("os.name"), System.getProperty("os.version"));
	}

	private static String processor() throws IOException {
		try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
			return lines.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 2))
				.findFirst()
				.orElse(System.getProperty("os.arch", ""));
		}
	}

}
