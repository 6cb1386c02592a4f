package io.makedaemon.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.makedaemon.jvm.ArgumentFile;
import io.makedaemon.jvm.JavaCommand;
import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.proc.ProcSelf;

/**
 * Command lines that run the program of this process again to prepare something for it,
 * without an agent or anything else that only one JVM can have. All arguments except the
 * launcher are passed in a file, byte for byte.
 */
public final class ProgramCommand {

	/**
	 * Variables that a process that prepares something must not have: their options are
	 * in the command lines.
	 */
	public static final List<String> OPTION_VARIABLES = JavaCommand.OPTION_VARIABLES;

	private static final Pattern AGENT = Pattern.compile("-(?:javaagent|agentpath):([^=]+)(?:=.*)?", Pattern.DOTALL);

	private final String launcher;

	private final String launchDirectory;

	private final JavaCommand command;

	private final List<String> daemonOptions;

	private final Path argumentFile;

	/**
	 * Create command lines from the command line of this process.
	 * @param daemonOptions options that the daemon's JVM gets in addition
	 * @param argumentFile the file to write the arguments to
	 * @throws IOException if the command line cannot be read
	 */
	public ProgramCommand(List<String> daemonOptions, Path argumentFile) throws IOException {
		List<String> commandLine = ProcSelf.commandLine();
		this.launcher = commandLine.get(0);
		this.launchDirectory = ProcSelf.workingDirectory();
		this.command = JavaCommand.parse(commandLine, ProcSelf.environment(), this.launchDirectory);
		this.daemonOptions = daemonOptions;
		this.argumentFile = argumentFile;
	}

	/**
	 * Return a command that runs the program from another jar.
	 * @param jar the jar
	 * @param options more options of the JVM
	 * @return the command
	 * @throws IOException if it cannot be written
	 */
	public List<String> run(Path jar, List<String> options) throws IOException {
		return write(arguments(jar, options));
	}

	/**
	 * Return a program that runs the program from another jar as another user. Only root
	 * can run it.
	 * @param user the user's name or id
	 * @param group the group's name or id; empty for the user's group
	 * @param jar the jar
	 * @param options more options of the JVM
	 * @return the program, which must be closed when it has ended
	 * @throws IOException if it cannot be written
	 */
	public UserProgram runAs(String user, String group, Path jar, List<String> options) throws IOException {
		return UserProgram.of(user, group, arguments(jar, options),
				this.command.environment().without(OPTION_VARIABLES));
	}

	private List<String> arguments(Path jar, List<String> options) {
		List<String> arguments = options(options);
		arguments.addAll(this.command.withJar(BytePath.of(jar)).program());
		return arguments;
	}

	/**
	 * Return a command that only starts the program's JVM.
	 * @param jar the jar
	 * @param options more options of the JVM
	 * @return the command
	 * @throws IOException if it cannot be written
	 */
	public List<String> check(Path jar, List<String> options) throws IOException {
		List<String> arguments = options(options);
		arguments.addAll(List.of("-cp", BytePath.of(jar), "-version"));
		return write(arguments);
	}

	/**
	 * Return whether the daemon's JVM has an agent.
	 * @return whether it has
	 */
	public boolean hasAgent() {
		return JavaCommand.haveAgent(this.command.allOptions()) || JavaCommand.haveAgent(this.daemonOptions);
	}

	/**
	 * Return the java launcher as it was typed.
	 */
	String launcher() {
		return this.launcher;
	}

	String launchDirectory() {
		return this.launchDirectory;
	}

	/**
	 * Return the JVM options on the command line.
	 */
	List<String> options() {
		return disableFiles(this.command.options());
	}

	/**
	 * Return the options of a parent that holds nothing that the daemon needs.
	 */
	List<String> launchedOptions() {
		return disableFiles(this.command.launchedOptions());
	}

	static List<String> disableFiles(List<String> options) {
		List<String> result = new ArrayList<>();
		if (options.stream().anyMatch((option) -> option.startsWith("@"))) {
			result.add("--disable-@files");
		}
		result.addAll(options);
		return result;
	}

	/**
	 * Return the files of the agents on the command line.
	 */
	List<String> agents() {
		return this.command.options()
			.stream()
			.map(AGENT::matcher)
			.filter(Matcher::matches)
			.map((agent) -> agent.group(1))
			.toList();
	}

	String jar() {
		return this.command.program().get(1);
	}

	List<String> arguments() {
		return this.command.program().subList(2, this.command.program().size());
	}

	private List<String> options(List<String> more) {
		List<String> options = new ArrayList<>(
				this.command.harmlessOptions(this.daemonOptions.stream().map(ByteStrings::encode).toList()));
		more.stream().map(ByteStrings::encode).forEach(options::add);
		return options;
	}

	private List<String> write(List<String> arguments) throws IOException {
		Files.write(this.argumentFile, ByteStrings.toBytes(ArgumentFile.join(arguments)));
		return List.of(System.getProperty("java.home") + "/bin/java", "@" + this.argumentFile);
	}

}
