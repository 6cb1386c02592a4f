package io.makedaemon.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.makedaemon.trace.Trace;

/**
 * Launches programs for a test, and kills all of them and all of their descendants after
 * it: they are known by a variable of their environment, which a daemon keeps as well.
 *
 * <p>
 * For a field with {@link org.junit.jupiter.api.extension.RegisterExtension}.
 */
public final class LaunchedProcesses implements AfterEachCallback {

	/** The variable that marks a test's processes. */
	public static final String MARKER = "MAKEDAEMON_TEST_ID";

	/** The variables by which the tests' own environment could change a program's JVM. */
	static final List<String> VARIABLES_OF_JVMS = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS",
			"CLASSPATH");

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Path TRACES = Path.of(System.getProperty("basedir", ""))
		.toAbsolutePath()
		.resolve("target/traces");

	/** What the markers of all tests of this JVM begin with. */
	private static final String RUN = UUID.randomUUID().toString();

	private static final AtomicInteger NUMBER = new AtomicInteger();

	static {
		// If the tests are cancelled, nothing is run behind them
		Runtime.getRuntime().addShutdownHook(new Thread(LaunchedProcesses::endAll, "launched-processes-end"));
	}

	private final String id = RUN + "." + NUMBER.incrementAndGet();

	private final Path trace = TRACES.resolve(this.id);

	private boolean traced = true;

	/**
	 * Leaves out the trace: for tests that count a process's descriptors or system calls,
	 * or in which a process cannot write to the trace, and says so.
	 * @return these processes
	 */
	public LaunchedProcesses untraced() {
		this.traced = false;
		return this;
	}

	/**
	 * Prepares to launch any program.
	 * @param program the program's file
	 * @return the launch
	 */
	public Launch program(String program) {
		// What a user is told at the first start only is remembered nowhere
		Map<String, String> always = new HashMap<>(Map.of(MARKER, this.id, "XDG_STATE_HOME", "/dev/null"));
		if (this.traced) {
			TRACES.toFile().mkdirs();
			always.put(Trace.VARIABLE, this.trace.toString());
		}
		return new Launch(always, program);
	}

	/**
	 * Prepares to launch a Java program on the JDK under test.
	 * @return the launch
	 */
	public Launch java() {
		return java(Jdk.underTest());
	}

	/**
	 * Prepares to launch a Java program.
	 * @param jdk the JDK to run it on
	 * @return the launch
	 */
	public Launch java(Jdk jdk) {
		return program(jdk.java().toString());
	}

	/**
	 * Returns the variable that marks this test's processes, for an environment that a
	 * test makes by itself.
	 * @return name and value, with an equals sign between them
	 */
	public String marker() {
		return MARKER + "=" + this.id;
	}

	/**
	 * Finds this test's processes.
	 * @return those that are alive
	 */
	public List<ProcessFacts> alive() {
		return ProcessFacts.all().filter((process) -> process.hasVariable(marker()::equals)).toList();
	}

	private static void endAll() {
		String marker = MARKER + "=" + RUN + ".";
		ProcessFacts.all()
			.filter((process) -> process.hasVariable((variable) -> variable.startsWith(marker)))
			.forEach(ProcessFacts::kill);
	}

	/**
	 * Finds this test's daemon, also before anybody has told its process id.
	 * @return the daemon
	 */
	public ProcessFacts daemon() {
		return alive().stream()
			.filter((process) -> process.toString().contains("-D__DAEMON_STAGE="))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Waits until none of this test's processes is alive.
	 */
	public void awaitNone() {
		Awaitility.await("nothing is running").atMost(TIMEOUT).until(() -> alive().isEmpty());
	}

	/**
	 * Kills all of this test's processes, and keeps their trace if the test has failed.
	 */
	@Override
	public void afterEach(ExtensionContext context) {
		if (context.getExecutionException().isPresent() && Files.exists(this.trace)) {
			keepTrace(context.getRequiredTestClass().getSimpleName() + "." + context.getRequiredTestMethod().getName()
					+ " " + context.getDisplayName());
		}
		end();
	}

	private void keepTrace(String test) {
		try {
			Path kept = Files.move(this.trace, TRACES.resolve(test.replaceAll("[^\\w.-]+", "-") + ".txt"),
					StandardCopyOption.REPLACE_EXISTING);
			System.out.println("The trace of what has failed is in " + kept);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Kills all of the processes.
	 */
	public void end() {
		Awaitility.await("everything is killed").atMost(TIMEOUT).until(() -> {
			List<ProcessFacts> alive = alive();
			alive.forEach(ProcessFacts::kill);
			return alive.isEmpty();
		});
		this.trace.toFile().delete();
	}

}
