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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The application that is started: each time in a directory of its own, on a free port.
 *
 * @param java the java launcher
 * @param jar the executable jar
 */
record Application(String java, Path jar) {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final long POLL_NANOS = 2_000_000;

	private static final Pattern PID = Pattern.compile("pid (\\d+)");

	Duration startInForeground() throws IOException, InterruptedException {
		Path directory = Files.createTempDirectory("benchmark-");
		int port = freePort();
		long start = System.nanoTime();
		Process process = start(directory, port, "--daemon.enabled=false");
		Duration duration = awaitPort(port, start);
		end(process.toHandle());
		delete(directory);
		return duration;
	}

	Duration startAsDaemon() throws IOException, InterruptedException {
		Path directory = Files.createTempDirectory("benchmark-");
		int port = freePort();
		long start = System.nanoTime();
		Process process = start(directory, port);
		Duration duration = awaitPort(port, start);
		String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		Matcher pid = PID.matcher(line);
		if (process.waitFor() != 0 || !pid.find()) {
			throw new IOException("the daemon did not start: " + line);
		}
		ProcessHandle.of(Long.parseLong(pid.group(1))).ifPresent(Application::end);
		delete(directory);
		return duration;
	}

	/**
	 * Starts the application as a daemon, and runs commands for it.
	 * @param commands the commands, of which one stops it
	 * @return how long each took, until its process ended
	 */
	Map<String, Duration> run(String... commands) throws IOException, InterruptedException {
		Path directory = Files.createTempDirectory("benchmark-");
		int port = freePort();
		Map<String, Duration> durations = new LinkedHashMap<>();
		for (String command : commands) {
			String name = durations.containsKey(command) ? command + " (stopped)" : command;
			long start = System.nanoTime();
			Process process = start(directory, port, "--daemon.command=" + command);
			process.waitFor();
			durations.put(name, Duration.ofNanos(System.nanoTime() - start));
		}
		delete(directory);
		return durations;
	}

	private Process start(Path directory, int port, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(this.java, "-jar", this.jar.toString(), "--server.port=" + port, "--daemon.pid-file=app.pid"));
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
		if (arguments.length > 0) {
			// As nohup does it
			builder.redirectOutput(new File(directory.toFile(), "nohup.out"));
		}
		return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static Duration awaitPort(int port, long start) throws IOException {
		while (System.nanoTime() - start < TIMEOUT.toNanos()) {
			try (Socket socket = new Socket()) {
				socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
				return Duration.ofNanos(System.nanoTime() - start);
			}
			catch (IOException ex) {
				LockSupport.parkNanos(POLL_NANOS);
			}
		}
		throw new IOException("nobody accepts connections on port " + port);
	}

	private static void end(ProcessHandle process) {
		process.destroy();
		process.onExit().join();
	}

	private static void delete(Path directory) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
	}

}
