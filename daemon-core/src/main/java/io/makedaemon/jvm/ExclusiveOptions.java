package io.makedaemon.jvm;

import java.util.List;
import java.util.stream.Stream;

/**
 * Options by which a JVM reserves something that only one process can or should have at a
 * time: the port of a debugger, an agent or JMX, the file of a log, a recording or an
 * archive, or all the memory of its heap from the start. The daemon's JVM gets these
 * options as well, so it needs what the parent's JVM holds.
 */
final class ExclusiveOptions {

	private static final List<String> AGENTS = List.of("-agentlib:", "-agentpath:", "-javaagent:", "-Xrun");

	/** With these, the whole heap is in memory as soon as the JVM has started. */
	private static final List<String> MEMORY = List.of("-XX:+AlwaysPreTouch", "-XX:+UseLargePages");

	/**
	 * The prefixes of such options, except {@code -Xlog}, which need not log to a file.
	 */
	static final List<String> PREFIXES = Stream
		.of(AGENTS,
				List.of("-Dcom.sun.management.", "-XX:+ManagementServer", "-XX:StartFlightRecording", "-Xloggc:",
						"-XX:LogFile=", "-XX:+LogVMOutput", "-XX:+LogCompilation", "-XX:+AutoCreateSharedArchive"),
				MEMORY)
		.flatMap(List::stream)
		.toList();

	/** The prefixes of options that name a file of options, which is not read here. */
	static final List<String> OPTION_FILES = List.of("-XX:Flags=", "-XX:VMOptionsFile=", "@");

	private ExclusiveOptions() {
	}

	/**
	 * Return whether a JVM may have such an option.
	 * @param options all of its options, including those in the environment
	 * @return whether it may
	 */
	static boolean any(List<String> options) {
		return options.stream().anyMatch(ExclusiveOptions::is) || anyFile(options);
	}

	/**
	 * Return whether a JVM has a file of options, which may contain such an option.
	 * @param options all options that it got
	 * @return whether it did
	 */
	static boolean anyFile(List<String> options) {
		return options.stream().anyMatch((option) -> is(option, OPTION_FILES));
	}

	/**
	 * Return whether a JVM has an agent.
	 * @param options all options that it got
	 * @return whether it did
	 */
	static boolean anyAgent(List<String> options) {
		return options.stream().anyMatch((option) -> is(option, AGENTS));
	}

	/**
	 * Return whether an option is exclusive.
	 * @param option the option
	 * @return whether it is
	 */
	static boolean is(String option) {
		return is(option, PREFIXES) || AbsolutePaths.isLogFile(option);
	}

	private static boolean is(String option, List<String> prefixes) {
		return prefixes.stream().anyMatch(option::startsWith);
	}

}
