package io.makedaemon;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.kenai.jffi.Library;
import jnr.constants.platform.Errno;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.ArchivedClassPath;
import io.makedaemon.testsupport.ClassPath;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.LaunchedProcesses;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Launches the programs of {@code io.makedaemon.programs}, and knows how they tell what
 * they see.
 */
final class Programs implements AfterEachCallback {

	static final ClassPath CLASS_PATH = ClassPath.of(Daemon.class, Program.class, Library.class, Errno.class)
		.withResource("jni/x86_64-Linux/libjffi-1.2.so");

	private static final Pattern PID = Pattern.compile("(?:was started|is ready after [0-9.]+ seconds), pid (\\d+)",
			Pattern.MULTILINE);

	/** Long enough for a JVM to start on a machine that is very busy. */
	static final Duration TIMEOUT = Duration.ofMinutes(1);

	private final LaunchedProcesses processes = new LaunchedProcesses();

	private boolean quick = true;

	/**
	 * Leaves the programs' JVM as it is without any option.
	 */
	Programs withPlainJvm() {
		this.quick = false;
		return this;
	}

	/**
	 * Leaves out the trace.
	 */
	Programs untraced() {
		this.processes.untraced();
		return this;
	}

	Jdk jdk() {
		return Jdk.underTest();
	}

	LaunchedProcesses processes() {
		return this.processes;
	}

	/**
	 * A program that is told to tell the facts in a directory.
	 */
	Launch program(Class<?> main, Path directory, String... properties) {
		return this.quick ? program(quickOptions(), main, directory, properties)
				: program(CLASS_PATH.toString(), main, directory, properties);
	}

	/**
	 * Options of a JVM that starts fast, with the programs' class path.
	 */
	static List<String> quickOptions() {
		return quickOptions(Archived.CLASS_PATH.options(), Archived.CLASS_PATH.classPath().toString());
	}

	private static List<String> quickOptions(List<String> options, String classPath) {
		return Stream.of(Jdk.QUICK, options, List.of("-cp", classPath)).flatMap(List::stream).toList();
	}

	Launch program(String classPath, Class<?> main, Path directory, String... properties) {
		return program(this.quick ? quickOptions(List.of(), classPath) : List.of("-cp", classPath), main, directory,
				properties);
	}

	private Launch program(List<String> options, Class<?> main, Path directory, String... properties) {
		return this.processes.java().args(options).args(properties(directory, properties)).args(main.getName());
	}

	static String[] properties(Path directory, String... more) {
		List<String> properties = new ArrayList<>();
		properties.add("-Dfacts=" + directory.resolve("facts"));
		properties.add("-Dgo=" + directory.resolve("go"));
		for (String property : more) {
			properties.add(property.startsWith("-") ? property : "-D" + property);
		}
		return properties.toArray(String[]::new);
	}

	/**
	 * Runs a parent that succeeds.
	 */
	static ProcessFacts daemon(Launch launch) {
		return daemon(launch.run());
	}

	static ProcessFacts daemon(Run run) {
		Matcher matcher = PID.matcher(run.stdout());
		if (run.exitCode() != 0 || !matcher.find()) {
			throw new AssertionError("no daemon: " + run);
		}
		ProcessFacts daemon = new ProcessFacts(Long.parseLong(matcher.group(1)));
		// Amid its exec, a process has no command line
		Awaitility.await("command line")
			.atMost(TIMEOUT)
			.until(() -> !daemon.isAlive() || !daemon.commandLine().isEmpty());
		return daemon;
	}

	static Properties facts(Path directory) {
		Path file = directory.resolve("facts");
		Awaitility.await("facts").atMost(TIMEOUT).until(() -> Files.exists(file));
		try (Reader reader = Files.newBufferedReader(file)) {
			Properties facts = new Properties();
			facts.load(reader);
			return facts;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Waits until a file has a content.
	 */
	static void await(Path file, String content) {
		Awaitility.await(content)
			.atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(file).exists().content().isEqualTo(content));
	}

	static void go(Path directory) {
		try {
			Files.createFile(directory.resolve("go"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Made when the first program is launched.
	 */
	private static final class Archived {

		static final ArchivedClassPath CLASS_PATH = ArchivedClassPath.of(Programs.CLASS_PATH, Archived::train);

		private static void train(Path directory, String classPath, List<String> options) {
			Programs programs = new Programs();
			try {
				daemon(programs.program(quickOptions(options, classPath), Program.class, directory,
						"attr.startTimeout=PT60S", "attr.captureOutput=true",
						"attr.pidFile=" + directory.resolve("pid"), "attr.lockedFile=" + directory.resolve("lock")))
					.signal("TERM");
				programs.processes.awaitNone();
			}
			finally {
				programs.processes.end();
			}
		}

	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.processes.afterEach(context);
	}

}
