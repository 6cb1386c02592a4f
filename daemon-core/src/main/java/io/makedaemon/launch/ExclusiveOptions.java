package io.makedaemon.launch;

import java.util.List;
import java.util.stream.Stream;

/**
 * Options by which a JVM holds something that only one process can have, or should have,
 * at a time: a debugger's or an agent's port, a port for JMX, the file of a log, a
 * recording or an archive. The daemon's JVM gets them as well, and so needs what the
 * parent's holds.
 */
public final class ExclusiveOptions {

	private static final List<String> PREFIXES = List.of("-agentlib:", "-agentpath:", "-javaagent:", "-Xrun",
			"-Dcom.sun.management.", "-XX:+ManagementServer", "-XX:StartFlightRecording", "-Xloggc:", "-XX:LogFile=",
			"-XX:+LogVMOutput", "-XX:+LogCompilation", "-XX:+AutoCreateSharedArchive");

	/** Files of options, which are not read here. */
	private static final List<String> FILES = List.of("-XX:Flags=", "-XX:VMOptionsFile=", "@");

	private ExclusiveOptions() {
	}

	/**
	 * Tells whether this process's JVM may have got such an option.
	 * @param options the options of the command line
	 * @param environment the environment, which can have more of them
	 * @return whether it may
	 */
	public static boolean any(List<String> options, Environment environment) {
		return Stream.concat(options.stream(), environment.jvmOptions().stream())
			.anyMatch(ExclusiveOptions::isExclusive);
	}

	private static boolean isExclusive(String option) {
		return PREFIXES.stream().anyMatch(option::startsWith) || FILES.stream().anyMatch(option::startsWith)
				|| AbsolutePaths.isLogFile(option);
	}

}
