package io.makedaemon.jvm;

import java.util.List;
import java.util.Objects;

import io.makedaemon.proc.Environment;

/**
 * The variables by which every JVM gets options, besides its command line.
 */
final class OptionVariables {

	/** Their names. */
	static final List<String> NAMES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

	private OptionVariables() {
	}

	/**
	 * Return the options that every JVM gets by an environment.
	 * @param environment the environment
	 * @return the options; an argument file that they name is not read
	 */
	static List<String> in(Environment environment) {
		return NAMES.stream()
			.map(environment::get)
			.filter(Objects::nonNull)
			.flatMap((value) -> ArgumentFile.split(value).stream())
			.toList();
	}

}
