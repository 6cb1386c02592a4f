package io.makedaemon.jvm;

import java.util.List;
import java.util.stream.Stream;

import io.makedaemon.proc.Environment;

/**
 * Options by which a JVM records something for later runs: a class-data archive, an AOT
 * cache, a list of classes, or a checkpoint. Such a run happens once, and somebody
 * watches it until it ends.
 */
final class TrainingOptions {

	/** The prefixes of such options. */
	static final List<String> PREFIXES = List.of("-XX:ArchiveClassesAtExit=", "-XX:AOTCacheOutput=",
			"-XX:AOTConfiguration=", "-XX:AOTMode=record", "-XX:AOTMode=create", "-XX:DumpLoadedClassList=",
			"-XX:CRaCCheckpointTo=");

	private TrainingOptions() {
	}

	/**
	 * Return whether a JVM has such an option.
	 * @param options the options of the command line
	 * @param environment the environment, which can contain more options
	 * @return whether it has
	 */
	static boolean any(List<String> options, Environment environment) {
		return Stream.concat(options.stream(), OptionVariables.in(environment).stream())
			.anyMatch((option) -> PREFIXES.stream().anyMatch(option::startsWith));
	}

}
