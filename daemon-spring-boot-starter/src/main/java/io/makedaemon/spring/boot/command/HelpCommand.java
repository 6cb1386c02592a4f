package io.makedaemon.spring.boot.command;

import java.util.LinkedHashMap;
import java.util.Map;

import io.makedaemon.spring.boot.diagnostics.Terminal;

/**
 * Shows the commands to a user who has not read the documentation, on one screen of 24
 * lines.
 */
final class HelpCommand {

	private static final String EXIT_CODES = """
			Exit codes: 0 done, 1 failed, 2 no such command, 4 not permitted, 7 not running
			  (reload, upgrade, dump); status: 0 running, 1 crashed, 3 stopped, 4 unknown.
			Properties, as arguments or in application.yaml:
			""";

	private static final Map<String, String> PROPERTIES = new LinkedHashMap<>();

	static {
		PROPERTIES.put("logging.file.name", "Log file of the daemon");
		PROPERTIES.put("daemon.pid-file", "File that keeps a second daemon from starting");
		PROPERTIES.put("daemon.user", "User the daemon runs as, if root starts it");
		PROPERTIES.put("daemon.start-timeout", "Time to wait until the application is ready, 90s");
		PROPERTIES.put("daemon.jvm-options", "JVM options for the daemon only");
	}

	private HelpCommand() {
	}

	/**
	 * Print the help.
	 * @return the exit code
	 */
	static int run() {
		Terminal.say(text());
		return ExitCode.OK;
	}

	/**
	 * Return the help.
	 * @return lines of at most 80 columns, unless the program's file has a long name
	 */
	static String text() {
		StringBuilder text = new StringBuilder("Usage: ").append(CommandSyntax.of("<command>"));
		Map<String, String> commands = new LinkedHashMap<>();
		for (DaemonCommand command : DaemonCommand.values()) {
			commands.put(command.typed(), command.description());
		}
		text.append('\n').append(table(commands)).append(EXIT_CODES).append(table(PROPERTIES));
		return text.toString().stripTrailing();
	}

	private static String table(Map<String, String> rows) {
		int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
		StringBuilder table = new StringBuilder();
		rows.forEach((name, description) -> table.append("  ")
			.append(name)
			.append(" ".repeat(width + 2 - name.length()))
			.append(description)
			.append('\n'));
		return table.toString();
	}

}
