package io.makedaemon.spring.boot;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.makedaemon.spring.boot.testapp.TestApplication;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.LaunchedProcesses;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The {@link TestApplication}, launched from a plain class path. Ends what it has
 * launched.
 */
final class Application implements AfterEachCallback {

	static final Duration TIMEOUT = Duration.ofMinutes(1);

	private final Jdk jdk;

	private final LaunchedProcesses processes = new LaunchedProcesses();

	/** What an application need not have. */
	private List<String> absent = List.of("actuator", "micrometer");

	Application(Jdk jdk) {
		this.jdk = jdk;
	}

	/**
	 * Leaves all jars off the class path that have a word in their names.
	 */
	Application without(String word) {
		this.absent = Stream.concat(this.absent.stream(), Stream.of(word)).toList();
		return this;
	}

	/**
	 * Puts all jars on the class path that have a word in their names.
	 */
	Application with(String word) {
		this.absent = this.absent.stream().filter((other) -> !other.equals(word)).toList();
		return this;
	}

	LaunchedProcesses processes() {
		return this.processes;
	}

	/**
	 * A launch that runs on when it is started, without a pid file: of that name there
	 * would be only one.
	 * @param directory the launch directory; classes and resources in it come first
	 * @param jvmOptions options of the JVM
	 */
	Launch launch(Path directory, String... jvmOptions) {
		return launch(TestApplication.class, directory, jvmOptions);
	}

	Launch launch(Class<?> main, Path directory, String... jvmOptions) {
		return this.processes.java(this.jdk)
			.args("-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + directory, "-Dspring.main.keep-alive=true")
			.args(jvmOptions)
			.args("-cp", classPath(directory), main.getName(), "--spring.main.banner-mode=off")
			// Any argument wins over it
			.environment(Map.of("DAEMON_PIDFILE", ""))
			.directory(directory);
	}

	String classPath(Path directory) {
		return directory + File.pathSeparator + Stream
			.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
			.filter((element) -> this.absent.stream().noneMatch(Path.of(element).getFileName().toString()::contains))
			.collect(Collectors.joining(File.pathSeparator));
	}

	/**
	 * Runs a command that succeeds.
	 */
	ProcessFacts daemon(Launch launch) {
		Run run = launch.run();
		assertThat(run.exitCode()).as(run.stdout() + run.stderr()).isZero();
		List<ProcessFacts> alive = this.processes.alive();
		assertThat(alive).hasSize(1);
		return alive.get(0);
	}

	static Path log(Path directory) {
		return directory.resolve("TestApplication.log");
	}

	/**
	 * What is in a file by now.
	 */
	static String read(Path file) {
		try {
			return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Waits until a text is in a file.
	 */
	static void await(Path file, String text) {
		Awaitility.await(text).atMost(TIMEOUT).until(() -> read(file).contains(text));
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.processes.afterEach(context);
	}

}
