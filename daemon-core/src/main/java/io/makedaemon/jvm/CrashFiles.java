package io.makedaemon.jvm;

import java.util.ArrayList;
import java.util.List;

import io.makedaemon.proc.Environment;

/**
 * The JVM's options for the files that it writes when it crashes.
 *
 * <p>
 * The user's options come later on the command line and win, except those in environment
 * variables, which the JVM reads first.
 */
final class CrashFiles {

	private static final String ERROR_FILE = "-XX:ErrorFile=";

	private static final String HEAP_DUMPS = "-XX:HeapDumpPath=";

	private static final int FIRST_WITH_PERCENT_SIGNS = 24;

	private final Environment environment;

	/**
	 * Create the options for an environment.
	 * @param environment the environment
	 */
	CrashFiles(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Return options that put the files into a directory.
	 * @param directory the absolute directory, as a byte string; empty for none
	 * @return the options, to precede the user's
	 */
	List<String> in(String directory) {
		List<String> options = new ArrayList<>();
		if (!directory.isEmpty()) {
			// The JVM replaces %p by its process id
			add(options, ERROR_FILE, directory.replace("%", "%%") + "/hs_err_pid%p.log");
			// Without the slash, the JVM creates a file with this name if the directory
			// is
			// missing
			add(options, HEAP_DUMPS, escape(directory) + "/");
		}
		return options;
	}

	private void add(List<String> options, String option, String value) {
		if (OptionVariables.NAMES.stream()
			.map(this.environment::get)
			.noneMatch((variable) -> variable != null && variable.contains(option))) {
			options.add(option + value);
		}
	}

	/**
	 * In older JVMs, a percent sign in the path of heap dumps has no special meaning.
	 */
	private static String escape(String directory) {
		return (Runtime.version().feature() < FIRST_WITH_PERCENT_SIGNS) ? directory : directory.replace("%", "%%");
	}

}
