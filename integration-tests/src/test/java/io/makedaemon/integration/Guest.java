package io.makedaemon.integration;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.LaunchedProcesses;
import io.makedaemon.testsupport.Started;

/**
 * The application, launched from a plain class path with the libraries that a test wants.
 * Ends what it has launched.
 */
final class Guest implements AfterEachCallback {

	static final Duration TIMEOUT = Duration.ofMinutes(1);

	private static final Pattern PORT = Pattern.compile("(?:Tomcat|Jetty|Netty) started on port (\\d+)");

	private final LaunchedProcesses processes = new LaunchedProcesses();

	/** What an application need not have. */
	private final List<String> absent = new ArrayList<>(List.of("devtools", "spring-cloud", "kotlin"));

	/**
	 * Puts all jars on the class path that have a word in their names.
	 */
	Guest with(String word) {
		this.absent.remove(word);
		return this;
	}

	LaunchedProcesses processes() {
		return this.processes;
	}

	Launch launch(String main, Path directory) {
		String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
			.filter((element) -> this.absent.stream().noneMatch(Path.of(element).getFileName().toString()::contains))
			.collect(Collectors.joining(File.pathSeparator));
		return launch(directory).args("-cp", directory + File.pathSeparator + classPath, main)
			// Without a pid file: of one name there would be only one
			.environment(Map.of("DAEMON_PIDFILE", ""));
	}

	/**
	 * A launch of another application, from its executable jar.
	 */
	Launch launch(Path jar, Path directory, String... jvmOptions) {
		return launch(directory).args(jvmOptions).args("-jar", jar.toString());
	}

	/**
	 * Return the file that the build of a consumer project has made.
	 */
	static Path consumer(String file) {
		return Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("target/consumers").resolve(file);
	}

	private Launch launch(Path directory) {
		return this.processes.java().args(Jdk.QUICK).args("-Djava.io.tmpdir=" + directory).directory(directory);
	}

	/**
	 * Asks an application in the foreground what it is.
	 */
	static JsonNode describe(Started application) {
		return ask(application::stdout, "daemon");
	}

	/**
	 * Asks a daemon what it is.
	 */
	static JsonNode describe(Path log) {
		return ask(log, "daemon");
	}

	/**
	 * Asks an actuator endpoint of a daemon.
	 */
	static JsonNode ask(Path log, String endpoint) {
		return ask(() -> read(log), endpoint);
	}

	private static JsonNode ask(Supplier<String> output, String endpoint) {
		try (InputStream body = url(output, endpoint).openStream()) {
			return JsonMapper.shared().readTree(body.readAllBytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Lets a daemon do what an actuator endpoint is for.
	 */
	static void post(Path log, String endpoint) {
		try {
			HttpURLConnection connection = (HttpURLConnection) url(() -> read(log), endpoint).openConnection();
			connection.setRequestMethod("POST");
			connection.getResponseCode();
		}
		catch (IOException ex) {
			// What is closed for a restart may not answer any more
		}
	}

	/**
	 * On the port that was the last to be opened.
	 */
	private static URL url(Supplier<String> output, String endpoint) throws IOException {
		Awaitility.await("a port").atMost(TIMEOUT).until(() -> ports(output.get()) > 0);
		String port = PORT.matcher(output.get()).results().reduce((first, second) -> second).orElseThrow().group(1);
		return URI.create("http://localhost:" + port + "/actuator/" + endpoint).toURL();
	}

	/**
	 * Counts the ports that an application has opened.
	 */
	static long ports(String output) {
		return PORT.matcher(output).results().count();
	}

	static String read(Path file) {
		try {
			return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.processes.afterEach(context);
	}

}
