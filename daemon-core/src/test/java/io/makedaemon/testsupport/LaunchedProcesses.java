package io.makedaemon.testsupport;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

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

	private final String id = UUID.randomUUID().toString();

	/**
	 * Prepares to launch any program.
	 * @param program the program's file
	 * @return the launch
	 */
	public Launch program(String program) {
		return new Launch(this.id, program);
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
		return ProcessFacts.all().filter((process) -> process.hasVariable(marker())).toList();
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

	@Override
	public void afterEach(ExtensionContext context) {
		Awaitility.await("everything is killed").atMost(TIMEOUT).until(() -> {
			List<ProcessFacts> alive = alive();
			alive.forEach(ProcessFacts::kill);
			return alive.isEmpty();
		});
	}

}
