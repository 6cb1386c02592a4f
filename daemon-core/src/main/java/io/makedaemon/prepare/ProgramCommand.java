package io.makedaemon.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.makedaemon.jvm.ArgumentFile;
import io.makedaemon.jvm.JavaCommand;
import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.proc.ProcSelf;

/**
 * Command lines by which the program of this process is run again, to prepare something
 * for it. All arguments but the launcher go through a file, byte for byte.
 */
public final class ProgramCommand {

	private final String launcher;

	private final String launchDirectory;

	private final JavaCommand command;

	private final List<String> daemonOptions;

	private final Path argumentFile;

	/**
	 * Takes the command line of this process.
	 * @param daemonOptions options that the daemon's JVM gets besides
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
	 * Returns a command that runs the program from another jar.
	 * @param jar the jar
	 * @param options more options of the JVM
	 * @return the command
	 * @throws IOException if it cannot be written
	 */
	public List<String> run(Path jar, List<String> options) throws IOException {
		return write(arguments(jar, options));
	}

	/**
	 * Return a program that runs the program from another jar, as another user. Only root
	 * can run it.
	 * @param user the user's name or id
	 * @param group the group's name or id; empty for the user's own
	 * @param jar the jar
	 * @param options more options of the JVM
	 * @return the program, to be closed when it has ended
	 * @throws IOException if it cannot be written
	 */
	public UserProgram runAs(String user, String group, Path jar, List<String> options) throws IOException {
		return UserProgram.of(user, group, arguments(jar, options));
	}

	private List<String> arguments(Path jar, List<String> options) {
		List<String> arguments = options(options);
		arguments.addAll(this.command.withJar(BytePath.of(jar)).program());
		return arguments;
	}

	/**
	 * Returns a command that lets the program's JVM begin, and nothing else.
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
	 * The java launcher as it was typed.
	 */
	String launcher() {
		return this.launcher;
	}

	String launchDirectory() {
		return this.launchDirectory;
	}

	/**
	 * The options that the command line has for the JVM.
	 */
	List<String> options() {
		List<String> options = new ArrayList<>();
		if (this.command.options().stream().anyMatch((option) -> option.startsWith("@"))) {
			options.add("--disable-@files");
		}
		options.addAll(this.command.options());
		return options;
	}

	String jar() {
		return this.command.program().get(1);
	}

	List<String> arguments() {
		return this.command.program().subList(2, this.command.program().size());
	}

	private List<String> options(List<String> more) {
		List<String> options = new ArrayList<>(this.command.options());
		this.daemonOptions.stream().map(ByteStrings::encode).forEach(options::add);
		more.stream().map(ByteStrings::encode).forEach(options::add);
		return options;
	}

	private List<String> write(List<String> arguments) throws IOException {
		Files.write(this.argumentFile, ByteStrings.toBytes(ArgumentFile.join(arguments)));
		return List.of(System.getProperty("java.home") + "/bin/java", "@" + this.argumentFile);
	}

}
