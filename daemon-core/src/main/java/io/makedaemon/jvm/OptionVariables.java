package io.makedaemon.jvm;

import java.util.ArrayList;
import java.util.List;

import io.makedaemon.proc.Environment;

/**
 * The variables that give every JVM options besides its command line.
 */
final class OptionVariables {

	/** The options in this variable win over those of the command line. */
	static final String LAST = "_JAVA_OPTIONS";

	/** Their names, in the order in which they are read. */
	static final List<String> NAMES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", LAST);

	/**
	 * A launcher script prepends this to the name of a variable, to pass on a value that
	 * it hides from its JVM.
	 */
	private static final String GIVEN = "__DAEMON_";

	private OptionVariables() {
	}

	/**
	 * Return the options that an environment gives every JVM.
	 * @param environment the environment
	 * @return the options; an argument file named by them is not read
	 */
	static List<String> in(Environment environment) {
		List<String> options = new ArrayList<>();
		for (String name : NAMES) {
			options.addAll(in(environment, name));
		}
		return options;
	}

	/**
	 * Return the options in a variable: words separated by white space, in which a part
	 * can be in single or double quotes. Nothing else is special.
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

	/** Return whether a character is white space for isspace(3). */
	private static boolean isSpace(char c) {
		return c == ' ' || (c >= '\t' && c <= '\r');
	}

	/**
	 * Return an environment in which the variables are as the user has set them.
	 * @param environment the environment set by a launcher script
	 * @return the user's environment
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
