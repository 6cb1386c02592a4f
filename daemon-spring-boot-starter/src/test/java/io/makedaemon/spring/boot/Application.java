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
import io.makedaemon.testsupport.ArchivedClassPath;
import io.makedaemon.testsupport.ClassPath;
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
public final class Application implements AfterEachCallback {

	static final Duration TIMEOUT = Duration.ofMinutes(1);

	private final LaunchedProcesses processes = new LaunchedProcesses();

	/** What an application need not have. */
	private static final List<String> OPTIONAL = List.of("actuator", "micrometer", "log4j-core", "tomcat", "jetty",
			"netty", "reactor-core", "reactive-streams", "servlet", "web-server", "spring-web-");

	private List<String> absent = OPTIONAL;

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

	/**
	 * Puts all jars on the class path.
	 * @return this application
	 */
	public Application withEverything() {
		this.absent = List.of();
		return this;
	}

	/**
	 * Returns what was launched.
	 * @return the processes
	 */
	public LaunchedProcesses processes() {
		return this.processes;
	}

	/**
	 * A launch that runs on when it is started, without a pid file: of that name there
	 * would be only one.
	 * @param directory the launch directory, with classes and resources behind the others
	 * @param jvmOptions options of the JVM
	 */
	Launch launch(Path directory, String... jvmOptions) {
		return launch(TestApplication.class, directory, jvmOptions);
	}

	/**
	 * A launch of another application.
	 * @param main its class
	 * @param directory the launch directory, with classes and resources behind the others
	 * @param jvmOptions options of the JVM
	 * @return the launch
	 */
	public Launch launch(Class<?> main, Path directory, String... jvmOptions) {
		boolean archived = OPTIONAL.containsAll(this.absent);
		return launch(archived ? Archived.CLASS_PATH.options() : List.of(), classPath(), main, directory, jvmOptions);
	}

	private Launch launch(List<String> options, String classPath, Class<?> main, Path directory, String... jvmOptions) {
		return this.processes.java()
			.args(Jdk.QUICK)
			.args(options)
			.args("-Djava.io.tmpdir=" + directory, "-Dspring.main.keep-alive=true", "-Dspring.main.banner-mode=off")
			.args(jvmOptions)
			.args("-cp", classPath + File.pathSeparator + directory, main.getName())
			// Any argument wins over it
			.environment(Map.of("DAEMON_PIDFILE", ""))
			.directory(directory);
	}

	/**
	 * Leaves out the trace.
	 */
	Application untraced() {
		this.processes.untraced();
		return this;
	}

	/**
	 * The archive is for all class paths that begin as its own.
	 */
	String classPath() {
		Stream<Path> archived = elements(Stream.concat(OPTIONAL.stream(), this.absent.stream()).toList());
		return Stream.concat(archived, elements(this.absent))
			.distinct()
			.map(Archived.CLASS_PATH::jar)
			.map(Path::toString)
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static Stream<Path> elements(List<String> absent) {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
			.map(Path::of)
			.filter((element) -> absent.stream().noneMatch(element.getFileName().toString()::contains));
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

	/**
	 * Made when the first application is launched.
	 */
	private static final class Archived {

		static final ArchivedClassPath CLASS_PATH = ArchivedClassPath.of(new ClassPath(elements(OPTIONAL).toList()),
				Archived::train);

		private static void train(Path directory, String classPath, List<String> options) {
			Application application = new Application();
			try {
				application
					.daemon(application.launch(options, classPath, TestApplication.class, directory)
						.args("--daemon.pid-file=" + directory.resolve("pid"), "--test.texts=true"))
					.signal("TERM");
				application.processes.awaitNone();
			}
			finally {
				application.processes.end();
			}
		}

	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.processes.afterEach(context);
	}

}
