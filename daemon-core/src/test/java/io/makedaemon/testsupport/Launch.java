package io.makedaemon.testsupport;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A real program about to be started, with the command line, the directory and the
 * environment that are wanted. Made by {@link LaunchedProcesses}.
 */
public final class Launch {

	private static final File NOTHING = new File("/dev/null");

	private final List<String> command = new ArrayList<>();

	private final ProcessBuilder builder = new ProcessBuilder();

	private boolean terminal;

	Launch(Map<String, String> variables, String program) {
		this.command.add(program);
		environment(variables);
		LaunchedProcesses.VARIABLES_OF_JVMS.forEach(this.builder.environment()::remove);
	}

	/**
	 * Adds arguments.
	 * @param arguments the arguments
	 * @return this launch
	 */
	public Launch args(String... arguments) {
		return args(List.of(arguments));
	}

	/**
	 * Adds arguments.
	 * @param arguments the arguments
	 * @return this launch
	 */
	public Launch args(List<String> arguments) {
		this.command.addAll(arguments);
		return this;
	}

	/**
	 * Sets the working directory.
	 * @param directory the directory
	 * @return this launch
	 */
	public Launch directory(Path directory) {
		this.builder.directory(directory.toFile());
		return this;
	}

	/**
	 * Adds variables to the environment, which is otherwise that of the tests.
	 * @param variables the variables
	 * @return this launch
	 */
	public Launch environment(Map<String, String> variables) {
		this.builder.environment().putAll(variables);
		return this;
	}

	/**
	 * Lets a shell start the program as far as written by now.
	 * @param script what the shell does; {@code "$@"} in it is the program with its
	 * arguments
	 * @return this launch
	 */
	public Launch shell(String script) {
		this.command.addAll(0, List.of("/bin/sh", "-c", script, "sh"));
		return this;
	}

	/**
	 * Runs the program on a terminal of its own: what it writes there comes as standard
	 * output, and {@link Started#type} presses keys. As at a login, no signal is ignored,
	 * whatever the tests were started by.
	 * @return this launch
	 */
	public Launch onTerminal() {
		this.terminal = true;
		this.builder.environment().put("TERM", "xterm");
		return this;
	}

	/**
	 * Starts the program.
	 * @return the running program
	 */
	public Started start() {
		this.builder.command(this.terminal ? terminalCommand() : this.command);
		this.builder.redirectInput(this.terminal ? Redirect.PIPE : Redirect.from(NOTHING));
		try {
			return new Started(this.builder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts the program and waits for its end, and for the end of its output.
	 * @return what came of it
	 */
	public Run run() {
		return start().await();
	}

	private List<String> terminalCommand() {
		String line = this.command.stream()
			.map((argument) -> "'" + argument.replace("'", "'\\''") + "'")
			.collect(Collectors.joining(" ", "exec ", ""));
		return List.of("env", "--default-signal", "script", "-qefc", line, "/dev/null");
	}

}
