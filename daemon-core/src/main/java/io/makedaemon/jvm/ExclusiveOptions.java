package io.makedaemon.jvm;

import java.util.List;
import java.util.stream.Stream;

import io.makedaemon.proc.Environment;

/**
 * Options by which a JVM holds something that only one process can have, or should have,
 * at a time: a debugger's or an agent's port, a port for JMX, the file of a log, a
 * recording or an archive, or all the memory of its heap from its start on. The daemon's
 * JVM gets them as well, and so needs what the parent's holds.
 */
final class ExclusiveOptions {

	private static final List<String> PORTS_AND_FILES = List.of("-agentlib:", "-agentpath:", "-javaagent:", "-Xrun",
			"-Dcom.sun.management.", "-XX:+ManagementServer", "-XX:StartFlightRecording", "-Xloggc:", "-XX:LogFile=",
			"-XX:+LogVMOutput", "-XX:+LogCompilation", "-XX:+AutoCreateSharedArchive");

	/** The heap is in memory as soon as the JVM has started. */
	private static final List<String> MEMORY = List.of("-XX:+AlwaysPreTouch", "-XX:+UseLargePages");

	/** Files of options, which are not read here. */
	private static final List<String> OPTION_FILES = List.of("-XX:Flags=", "-XX:VMOptionsFile=", "@");

	private ExclusiveOptions() {
	}

	/**
	 * Tells whether this process's JVM may have got such an option.
	 * @param options the options of the command line
	 * @param environment the environment, which can have more of them
	 * @return whether it may
	 */
	static boolean any(List<String> options, Environment environment) {
		return portOrFile(options, environment) || all(options, environment).anyMatch((option) -> is(option, MEMORY));
	}

	/**
	 * Tells whether this process's JVM may have got an option by which it holds more than
	 * memory.
	 * @param options the options of the command line
	 * @param environment the environment, which can have more of them
	 * @return whether it may
	 */
	static boolean portOrFile(List<String> options, Environment environment) {
		return all(options, environment).anyMatch(
				(option) -> is(option, PORTS_AND_FILES) || is(option, OPTION_FILES) || AbsolutePaths.isLogFile(option));
	}

	private static Stream<String> all(List<String> options, Environment environment) {
		return Stream.concat(options.stream(), OptionVariables.in(environment).stream());
	}

	private static boolean is(String option, List<String> prefixes) {
		return prefixes.stream().anyMatch(option::startsWith);
	}

}
