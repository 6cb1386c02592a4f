package io.makedaemon.jvm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.makedaemon.posix.BytePath;

/**
 * Options that mean something else in another directory than the launch directory, and
 * cannot be made absolute because only their reader knows what in them is a path: the
 * arguments of agents, the commands that a JVM runs when it fails, system properties, and
 * archives for a class path with relative paths.
 *
 * <p>
 * What is known of such a text is whether a part of it names a file in the launch
 * directory.
 */
final class BoundOptions {

	private static final List<String> ARCHIVES = List.of("-XX:SharedArchiveFile=", "-XX:AOTCache=");

	private static final List<String> AGENTS = List.of("-javaagent:", "-agentlib:", "-agentpath:");

	private static final String OLD_AGENT = "-Xrun";

	private static final List<String> COMMANDS = List.of("-XX:OnError=", "-XX:OnOutOfMemoryError=");

	private static final String PROPERTY = "-D";

	/**
	 * Properties of the starter and of Spring Boot, whose relative paths mean the launch
	 * directory in every process, or are found by the starter.
	 */
	private static final List<String> RESOLVED = List.of("-Ddaemon.", "-Dlogging.", "-Dmakedaemon.", "-Dspring.");

	/** Properties whose value is the name of a file even if it is a plain word. */
	private static final Set<String> FILE_PROPERTIES = Set.of("javax.net.ssl.keyStore", "javax.net.ssl.trustStore");

	/** Resources of the class path are not in the launch directory. */
	private static final String CLASS_PATH = "classpath";

	private static final String USER_DIRECTORY = "${user.dir}";

	/** Characters that end a path in arguments, properties, or commands. */
	private static final String SEPARATORS = ",:;";

	private static final String COMMAND_SEPARATORS = ",:; \t\n|&<>()'\"`";

	private final String directory;

	BoundOptions(String directory) {
		this.directory = directory;
	}

	/**
	 * Return whether the JVM uses an archive.
	 * @param options the options
	 * @return whether it does
	 */
	static boolean anyArchive(List<String> options) {
		return options.stream().anyMatch((option) -> length(option, ARCHIVES) > 0);
	}

	/**
	 * Return whether a part of an option names a file in the launch directory.
	 * @param options the options, in which the paths that the JVM knows are absolute
	 * @return whether one does
	 */
	boolean anyFile(List<String> options) {
		for (String option : options) {
			if (namesFile(option)) {
				return true;
			}
		}
		return false;
	}

	private boolean namesFile(String option) {
		if (option.startsWith(PROPERTY)) {
			return isInProperty(option);
		}
		if (length(option, AGENTS) > 0 || option.startsWith(OLD_AGENT)) {
			int arguments = option.indexOf(option.startsWith(OLD_AGENT) ? ':' : '=') + 1;
			return arguments > 0 && isIn(option.substring(arguments), SEPARATORS, true);
		}
		int command = length(option, COMMANDS);
		return command > 0 && isIn(option.substring(command), COMMAND_SEPARATORS, false);
	}

	/**
	 * Return the length of the prefix that an option has, if something follows it.
	 */
	private static int length(String option, List<String> prefixes) {
		for (String prefix : prefixes) {
			if (option.startsWith(prefix) && option.length() > prefix.length()) {
				return prefix.length();
			}
		}
		return 0;
	}

	private boolean isInProperty(String option) {
		int equals = option.indexOf('=');
		if (equals < 0 || length(option, RESOLVED) > 0) {
			return false;
		}
		String value = option.substring(equals + 1);
		if (value.contains(USER_DIRECTORY)) {
			return true;
		}
		if (FILE_PROPERTIES.contains(option.substring(PROPERTY.length(), equals))) {
			return isRelative(value) && exists(value);
		}
		return !value.startsWith(CLASS_PATH) && isIn(value, SEPARATORS, false);
	}

	private boolean isIn(String text, String separators, boolean ofAgent) {
		int start = 0;
		for (int i = 0; i <= text.length(); i++) {
			if (i == text.length() || separators.indexOf(text.charAt(i)) >= 0) {
				String part = text.substring(start, i);
				int equals = part.lastIndexOf('=');
				String key = (equals < 0) ? "" : part.substring(0, equals);
				String value = part.substring(equals + 1);
				if (isRelative(value) && (isPath(value) || (ofAgent && isOfAgent(key, value)))) {
					return true;
				}
				start = i + 1;
			}
		}
		return false;
	}

	private boolean isPath(String value) {
		return value.startsWith("./") || value.startsWith("../") || (isNoWord(value) && exists(value));
	}

	/**
	 * Return whether something in the arguments of an agent is a file although it is a
	 * plain word or does not exist yet.
	 */
	private boolean isOfAgent(String key, String value) {
		String name = key.toLowerCase(Locale.ROOT);
		return name.endsWith("file") || name.endsWith("dir")
				|| (isNoWord(value) && (name.endsWith("path") || name.endsWith("output")))
				|| Files.isRegularFile(path(value));
	}

	private static boolean isRelative(String value) {
		return !value.isEmpty() && "/~$%".indexOf(value.charAt(0)) < 0;
	}

	/** A directory may have the name of a word that means something else. */
	private static boolean isNoWord(String value) {
		return value.indexOf('.') >= 0 || value.indexOf('/') >= 0;
	}

	private boolean exists(String value) {
		return Files.exists(path(value));
	}

	private Path path(String value) {
		return BytePath.toPath(BytePath.absolute(value, this.directory));
	}

}
