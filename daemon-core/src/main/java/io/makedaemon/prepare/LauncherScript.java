package io.makedaemon.prepare;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.makedaemon.jvm.JavaCommand;
import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ByteStrings;

/**
 * A script for sh(1) that runs the program from what was prepared, as long as neither
 * that nor the executable jar has changed. As root it runs nothing that another user can
 * change. It is made from the {@linkplain Template template} {@code launcher.sh}, whose
 * placeholders are:
 *
 * <ul>
 * <li>{@code @NAME@}, the program's name
 * <li>{@code @COMMAND_WORDS@}, the commands, as words for a shell
 * <li>{@code @DIRECTORY@}, the directory in which {@code prepare} was run
 * <li>{@code @TYPED_JAVA@} and {@code @JAVA@}, the java launcher, as typed and as found
 * <li>{@code @OPTIONS@}, the options of the JVM
 * <li>{@code @LAUNCHED_OPTIONS@}, the same for a parent, where agents, ports and files
 * are only recorded for the daemon's JVM, and {@code @LAUNCHED@}, which is followed by
 * options that the daemon's JVM does not get; it says that the daemon runs the executable
 * jar, or what was prepared for it
 * <li>{@code @AGENTS@}, the files of the agents in the options
 * <li>{@code @EXCLUSIVE@}, {@code @TRAINING@}, {@code @OPTION_FILES@} and
 * {@code @ARCHIVES@}, patterns of options: those that are only for the daemon, those that
 * record something, those that can hide others, and those that must not be combined with
 * what was prepared
 * <li>{@code @JAR@}, the executable jar
 * <li>{@code @ARGUMENTS@}, commands that prepend its arguments to those of the script,
 * {@code "$@"}, except those whose names are in the variable {@code given}
 * <li>{@code @PREPARED@}, the directory with what was prepared
 * <li>{@code @PREPARED_JAR@}, the jar in that directory
 * <li>{@code @ARCHIVE@} and {@code @ARCHIVE_OPTION@}, the archive in that directory, and
 * the option to use it
 * </ul>
 */
public final class LauncherScript {

	private static final String TEMPLATE = "launcher.sh";

	/** The command that the script runs itself. */
	private static final String COMPLETION = "completion";

	private final Map<String, String> words = new HashMap<>();

	/**
	 * Create a script.
	 * @param command the program
	 * @param left the prefix of the options and arguments to leave out
	 * @param name the program's name
	 * @param commands the commands that a user can give
	 * @param prepared the directory with what was prepared
	 * @param preparation what was prepared
	 * @param archive the archive
	 */
	public LauncherScript(ProgramCommand command, String left, String name, List<String> commands, Path prepared,
			Preparation preparation, Path archive) {
		put("NAME", ByteStrings.encode(name));
		this.words.put("COMMAND_WORDS", String.join(" ", commands) + " " + COMPLETION);
		put("DIRECTORY", command.launchDirectory());
		put("TYPED_JAVA", command.launcher());
		put("JAVA", ByteStrings.encode(System.getProperty("java.home") + "/bin/java"));
		put("JAR", command.jar());
		put("PREPARED", BytePath.of(prepared));
		put("PREPARED_JAR", BytePath.of(preparation.jar()));
		put("ARCHIVE", BytePath.of(archive));
		put("ARCHIVE_OPTION", ByteStrings.encode(preparation.option()));
		put("LAUNCHED", JavaCommand.LAUNCHED + command.jar());
		this.words.put("OPTIONS", quote(command.options(), "-D" + left));
		this.words.put("LAUNCHED_OPTIONS", quote(command.launchedOptions(), "-D" + left));
		this.words.put("AGENTS", quote(command.agents()));
		this.words.put("EXCLUSIVE", patterns(JavaCommand.EXCLUSIVE));
		this.words.put("TRAINING", patterns(JavaCommand.TRAINING));
		this.words.put("OPTION_FILES", patterns(JavaCommand.OPTION_FILES));
		this.words.put("ARCHIVES", patterns(ProgramVersion.ARCHIVES));
		this.words.put("ARGUMENTS", arguments(command.arguments(), "--" + left));
	}

	private void put(String name, String word) {
		this.words.put(name, quote(word));
	}

	private static String quote(List<String> words, String left) {
		return quote(words.stream().filter((word) -> !word.startsWith(left)).toList());
	}

	private static String quote(List<String> words) {
		return words.stream().map(LauncherScript::quote).collect(Collectors.joining(" "));
	}

	/**
	 * Return the patterns of {@code case} for words that begin with the prefixes.
	 */
	private static String patterns(List<String> prefixes) {
		return prefixes.stream().map((prefix) -> quote(prefix) + "*").collect(Collectors.joining(" | "));
	}

	/**
	 * Return the commands. Each prepends its argument to all others, so the command of
	 * the last argument comes first.
	 */
	private static String arguments(List<String> arguments, String left) {
		StringBuilder commands = new StringBuilder();
		for (int i = arguments.size() - 1; i >= 0; i--) {
			String argument = arguments.get(i);
			if (!argument.startsWith(left)) {
				commands.append(argument(argument)).append('\n');
			}
		}
		return commands.toString();
	}

	private static String argument(String argument) {
		String put = "set -- " + quote(argument) + " \"$@\"";
		int end = argument.indexOf('=');
		if (!argument.startsWith("--") || end < 0) {
			return put;
		}
		String name = quote(" " + argument.substring(0, end) + " ");
		return "case $given in *" + name + "*) ;; *) " + put + " ;; esac";
	}

	private static String quote(String word) {
		return "'" + word.replace("'", "'\\''") + "'";
	}

	/**
	 * Write the script.
	 * @param script the script's file
	 * @throws IOException if it cannot be written
	 */
	public void write(Path script) throws IOException {
		Files.writeString(script, Template.fill(template(), this.words), StandardCharsets.ISO_8859_1);
	}

	private static String template() throws IOException {
		try (InputStream in = LauncherScript.class.getResourceAsStream(TEMPLATE)) {
			if (in == null) {
				throw new FileNotFoundException(TEMPLATE);
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
