package io.makedaemon.jvm;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import io.makedaemon.proc.Environment;
import io.makedaemon.proc.ProcSelf;

/**
 * Options by which a JVM records, for later ones, what it does: a class-data archive, an
 * AOT cache, a list of classes, or a checkpoint. A program is run once for that, to be
 * watched until it ends.
 */
public final class TrainingOptions {

	private static final List<String> PREFIXES = List.of("-XX:ArchiveClassesAtExit=", "-XX:AOTCacheOutput=",
			"-XX:AOTMode=record", "-XX:DumpLoadedClassList=", "-XX:CRaCCheckpointTo=");

	private TrainingOptions() {
	}

	/**
	 * Tells whether this process's JVM has got such an option, by its command line, an
	 * argument file or the environment.
	 * @return whether it has; false where that is not known
	 */
	public static boolean any() {
		try {
			Environment environment = ProcSelf.environment();
			JavaCommand command = JavaCommand.parse(ProcSelf.commandLine(), environment, ProcSelf.workingDirectory());
			return any(command.options(), environment);
		}
		catch (IOException ex) {
			// No daemon can be made then either
			return false;
		}
	}

	static boolean any(List<String> options, Environment environment) {
		return Stream.concat(options.stream(), OptionVariables.in(environment).stream())
			.anyMatch((option) -> PREFIXES.stream().anyMatch(option::startsWith));
	}

}
