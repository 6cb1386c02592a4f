package io.makedaemon.jvm;

import java.util.ArrayList;
import java.util.List;

import io.makedaemon.proc.Environment;

/**
 * The JVM's options for what it leaves after a crash.
 *
 * <p>
 * What the user says comes later on the command line and wins, but for what stands in
 * variables of the environment, which the JVM reads first.
 */
final class CrashFiles {

	private static final String ERROR_FILE = "-XX:ErrorFile=";

	private static final String HEAP_DUMPS = "-XX:HeapDumpPath=";

	private static final int FIRST_WITH_PERCENT_SIGNS = 24;

	private final Environment environment;

	/**
	 * Prepare for the environment of the user.
	 * @param environment the environment
	 */
	CrashFiles(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Return options that put the files into a directory.
	 * @param directory the absolute directory, as a byte string; empty for none
	 * @return the options, to stand in front of the user's
	 */
	List<String> in(String directory) {
		List<String> options = new ArrayList<>();
		if (!directory.isEmpty()) {
			// The JVM takes %p for its process id
			add(options, ERROR_FILE, directory.replace("%", "%%") + "/hs_err_pid%p.log");
			// Without the slash it makes a file of this name, should the directory be
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
	 * In the path of heap dumps, a percent sign stood for itself in older JVMs.
	 */
	private static String escape(String directory) {
		return (Runtime.version().feature() < FIRST_WITH_PERCENT_SIGNS) ? directory : directory.replace("%", "%%");
	}

}
