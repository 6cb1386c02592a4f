package io.makedaemon.jvm;

import java.util.ArrayList;
import java.util.List;

import io.makedaemon.proc.Environment;

/**
 * The variables by which every JVM gets options, besides its command line.
 */
final class OptionVariables {

	/** Its options win over those of the command line. */
	static final String LAST = "_JAVA_OPTIONS";

	/** Their names, in the order in which they are read. */
	static final List<String> NAMES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", LAST);

	/**
	 * A launcher script puts this in front of the name of a variable, to pass on what it
	 * keeps away from its own JVM.
	 */
	private static final String GIVEN = "__DAEMON_";

	private OptionVariables() {
	}

	/**
	 * Return the options that every JVM gets by an environment.
	 * @param environment the environment
	 * @return the options; an argument file that they name is not read
	 */
	static List<String> in(Environment environment) {
		List<String> options = new ArrayList<>();
		for (String name : NAMES) {
			options.addAll(in(environment, name));
		}
		return options;
	}

	/**
	 * Return the options that a variable has: words between white space, in which single
	 * or double quotes can be around a part. Nothing else is special.
	 * @param environment the environment
	 * @param name the variable
	 * @return the options
	 */
	static List<String> in(Environment environment, String name) {
		String value = environment.get(name);
		List<String> options = new ArrayList<>();
		StringBuilder option = new StringBuilder();
		boolean inOption = false;
		char quote = 0;
		for (int i = 0; value != null && i < value.length(); i++) {
			char c = value.charAt(i);
			if (quote == 0 && isSpace(c)) {
				if (inOption) {
					options.add(option.toString());
					option.setLength(0);
				}
				inOption = false;
				continue;
			}
			inOption = true;
			if (c == quote) {
				quote = 0;
			}
			else if (quote == 0 && (c == '"' || c == '\'')) {
				quote = c;
			}
			else {
				option.append(c);
			}
		}
		if (inOption) {
			options.add(option.toString());
		}
		return options;
	}

	/** As isspace(3) has it. */
	private static boolean isSpace(char c) {
		return c == ' ' || (c >= '\t' && c <= '\r');
	}

	/**
	 * Return an environment in which the variables are as the user has set them.
	 * @param environment the environment that a launcher script has given
	 * @return the user's
	 */
	static Environment restore(Environment environment) {
		Environment restored = environment;
		for (String name : NAMES) {
			String given = environment.get(GIVEN + name);
			if (given != null) {
				restored = restored.with(name, given).without(List.of(GIVEN + name));
			}
		}
		return restored;
	}

}
