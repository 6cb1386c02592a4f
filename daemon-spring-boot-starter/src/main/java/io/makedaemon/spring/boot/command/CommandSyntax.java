package io.makedaemon.spring.boot.command;

import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.makedaemon.prepare.LaunchedProcess;

/**
 * How the user types a command for this program: by its launcher, or as an argument of
 * its jar.
 */
final class CommandSyntax {

	private static final String OPTION = "--daemon.command=";

	private static final String JAR = "-jar";

	/** A word that means itself in a shell. */
	private static final Pattern PLAIN = Pattern.compile("[\\w./+:@%,-]+");

	private CommandSyntax() {
	}

	/**
	 * Return what the user types.
	 * @param command the command, or a placeholder for it
	 * @return the command line; dots stand for a part that the user has to repeat
	 */
	static String of(String command) {
		return of(command, LaunchedProcess.launcher(),
				List.of(ProcessHandle.current().info().arguments().orElse(new String[0])));
	}

	static String of(String command, @Nullable String launcher, List<String> arguments) {
		if (launcher != null) {
			return quoted(launcher) + " " + command;
		}
		// Any option may decide which daemon is found
		boolean simple = arguments.size() > 1 && arguments.get(0).equals(JAR)
				&& arguments.stream().noneMatch((argument) -> argument.contains("=") && !argument.startsWith(OPTION));
		return "java " + (simple ? JAR + " " + quoted(arguments.get(1)) : "...") + " " + OPTION + command;
	}

	private static String quoted(String word) {
		return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
	}

}
