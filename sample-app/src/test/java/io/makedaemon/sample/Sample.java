package io.makedaemon.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.LaunchedProcesses;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

/**
 * The packaged sample application, launched in a directory of its own. Ends what it has
 * launched.
 */
final class Sample implements AfterEachCallback {

	static final String NAME = "sample-app";

	static final Path JAR = Path.of(System.getProperty("basedir", ""))
		.toAbsolutePath()
		.resolve("target/sample-app.jar");

	private static final Pattern PID = Pattern.compile(", pid (\\d+)");

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private final LaunchedProcesses processes = new LaunchedProcesses();

	/**
	 * Leaves out the trace.
	 */
	Sample untraced() {
		this.processes.untraced();
		return this;
	}

	LaunchedProcesses processes() {
		return this.processes;
	}

	/**
	 * A launch on a free port, in which nothing is printed at intervals.
	 * @param directory where the launch directory is made
	 * @param arguments more arguments
	 */
	Launch launch(Path directory, String... arguments) {
		return launch(JAR, directory, arguments);
	}

	Launch launch(Path jar, Path directory, String... arguments) {
		return launch(jar, directory, List.of(), arguments);
	}

	/**
	 * A launch with another option of the JVM.
	 */
	Launch launchWith(Path directory, String jvmOption) {
		return launch(JAR, directory, List.of(jvmOption));
	}

	/**
	 * A launch on another JDK.
	 */
	Launch launch(Jdk jdk, Path jar, Path directory, String... arguments) {
		return launch(jdk, jar, directory, List.of(), arguments);
	}

	/**
	 * A launch of another jar with other options of the JVM.
	 */
	Launch launch(Path jar, Path directory, List<String> jvmOptions, String... arguments) {
		return launch(Jdk.underTest(), jar, directory, jvmOptions, arguments);
	}

	private Launch launch(Jdk jdk, Path jar, Path directory, List<String> jvmOptions, String... arguments) {
		return this.processes.java(jdk)
			.args(jvmOptions.toArray(String[]::new))
			.args(Jdk.QUICK)
			.args("-Djava.io.tmpdir=" + create(temporary(directory)))
			.args("-jar", jar.toString(), "--sample.chatter-rate=PT1H")
			.args(arguments)
			// Any argument wins over them. Without a pid file and a cache: of one name
			// there
			// would be only one
			.environment(Map.of("SERVER_PORT", "0", "DAEMON_PIDFILE", "", "DAEMON_CACHEDIRECTORY", ""))
			.directory(create(launchDirectory(directory)));
	}

	static Path launchDirectory(Path directory) {
		return directory.resolve("launch dir");
	}

	static Path temporary(Path directory) {
		return directory.resolve("tmp");
	}

	static Path log(Path directory) {
		return launchDirectory(directory).resolve(NAME + ".log");
	}

	static Path lock(Path directory) {
		return launchDirectory(directory).resolve(NAME + ".lock");
	}

	static Path create(Path directory) {
		try {
			return Files.createDirectories(directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What is in a file by now.
	 */
	static String read(Path file) {
		try {
			return Files.exists(file) ? Files.readString(file) : "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The daemon that a successful command tells of.
	 */
	static ProcessFacts daemon(Run run) {
		Matcher matcher = PID.matcher(run.stdout());
		if (run.exitCode() != 0 || !matcher.find()) {
			throw new AssertionError("no daemon: " + run);
		}
		return new ProcessFacts(Long.parseLong(matcher.group(1)));
	}

	/**
	 * The application that is ready, as its log says.
	 */
	static Http http(String log) {
		Matcher matcher = PORT.matcher(log);
		if (!matcher.find()) {
			throw new AssertionError("no port in the log: " + log);
		}
		return new Http(Integer.parseInt(matcher.group(1)));
	}

	/**
	 * Waits until a text is in a file.
	 */
	static void await(Path file, String text) {
		Awaitility.await(text).atMost(TIMEOUT).until(() -> read(file).contains(text));
	}

	void end() {
		this.processes.end();
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.processes.afterEach(context);
	}

}
