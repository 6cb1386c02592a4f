package io.makedaemon.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The application that is started: each time in a directory of its own, on a free port.
 *
 * @param java the java launcher
 * @param jar the executable jar
 */
record Application(String java, Path jar) {

	/** How long behind the port the CPU time is that of a start. */
	private static final Duration SETTLING = Duration.ofSeconds(1);

	/** How long behind that the memory is what a service has that goes on. */
	private static final Duration CALM = Duration.ofSeconds(7);

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final long POLL_NANOS = 2_000_000;

	Duration startInForeground() throws IOException, InterruptedException {
		return start(new Way("nohup", command("nohup"), List.of("--daemon.enabled=false"), false)).time();
	}

	/**
	 * The command that runs the jar, behind another one.
	 */
	List<String> command(String... prefix) {
		List<String> command = new ArrayList<>(List.of(prefix));
		command.addAll(List.of(this.java, "-jar", this.jar.toString()));
		return command;
	}

	/**
	 * Starts the application, measures it, and stops it.
	 */
	Start start(Way way) throws IOException, InterruptedException {
		Path directory = Files.createTempDirectory("benchmark-");
		int port = freePort();
		CpuTime before = CpuTime.ofEndedChildren();
		long start = System.nanoTime();
		Process process = run(way, directory, port);
		while (!isAccepting(port)) {
			boolean failed = !process.isAlive() && process.exitValue() != 0;
			if (failed || System.nanoTime() - start > TIMEOUT.toNanos()) {
				throw failure(way, directory);
			}
			LockSupport.parkNanos(POLL_NANOS);
		}
		Duration time = Duration.ofNanos(System.nanoTime() - start);
		if (way.returns() && process.waitFor() != 0) {
			throw failure(way, directory);
		}
		LockSupport.parkNanos(SETTLING.toNanos());
		List<ServiceProcess> service = ServiceProcess.find("--server.port=" + port);
		CpuTime cpu = CpuTime.ofEndedChildren().minus(before);
		for (ServiceProcess member : service) {
			cpu = cpu.plus(member.cpuTime());
		}
		LockSupport.parkNanos(CALM.toNanos());
		long memory = 0;
		for (ServiceProcess member : service) {
			memory += member.residentMemory();
		}
		long stop = System.nanoTime();
		service.forEach(ServiceProcess::terminate);
		service.forEach(ServiceProcess::awaitEnd);
		Start result = new Start(time, cpu.toDuration(), memory, Duration.ofNanos(System.nanoTime() - stop));
		process.waitFor();
		delete(directory);
		return result;
	}

	private Process run(Way way, Path directory, int port) throws IOException {
		List<String> command = new ArrayList<>(way.command());
		command.addAll(arguments(directory, port));
		command.addAll(way.arguments());
		return new ProcessBuilder(command).directory(directory.toFile())
			.redirectInput(new File("/dev/null"))
			.redirectOutput(directory.resolve("output").toFile())
			.redirectErrorStream(true)
			.start();
	}

	/**
	 * The arguments of an application in a directory.
	 */
	static List<String> arguments(Path directory, int port) {
		return List.of("--server.port=" + port, "--daemon.pid-file=" + directory.resolve("app.pid"),
				"--logging.file.name=" + directory.resolve("app.log"),
				"--daemon.files[0].path=" + directory.resolve("lock"));
	}

	private static IOException failure(Way way, Path directory) throws IOException {
		return new IOException(
				way + " has failed: " + Files.readString(directory.resolve("output"), StandardCharsets.ISO_8859_1));
	}

	/**
	 * Prepares faster starts.
	 * @return the cache directory
	 */
	Path prepare() throws IOException, InterruptedException {
		Path cache = Files.createTempDirectory("benchmark-cache-").toRealPath();
		List<String> command = command();
		command.addAll(List.of("--daemon.command=prepare", "--daemon.cache-directory=" + cache));
		run(command);
		return cache;
	}

	/**
	 * Runs a command to its end.
	 * @return how long it took
	 */
	static Duration run(List<String> command) throws IOException, InterruptedException {
		long start = System.nanoTime();
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectInput(new File("/dev/null"))
			.start();
		process.getInputStream().readAllBytes();
		process.waitFor();
		return Duration.ofNanos(System.nanoTime() - start);
	}

	static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static boolean isAccepting(int port) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	static void delete(Path directory) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.deleteIfExists(file);
			}
		}
	}

	/**
	 * A way to start the application.
	 *
	 * @param name its name
	 * @param command the command, to which arguments are added
	 * @param arguments arguments of the application
	 * @param returns whether the command ends when the application is started
	 */
	record Way(String name, List<String> command, List<String> arguments, boolean returns) {

		@Override
		public String toString() {
			return this.name;
		}

	}

	/**
	 * What came of a start.
	 *
	 * @param time the time to a port that accepts connections
	 * @param cpu the CPU time of all processes until some time behind that
	 * @param memory the resident memory of the service some seconds later, in KiB
	 * @param stop the time from SIGTERM to the end of the service
	 */
	record Start(Duration time, Duration cpu, long memory, Duration stop) {
	}

}
