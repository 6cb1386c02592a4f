package io.makedaemon.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.proc.Environment;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.wire.StageTag;

/**
 * A parsed command line of the java launcher: argument files are expanded, and all paths
 * are absolute, so that it means the same in another working directory. If the JVM would
 * misinterpret the name of the launch directory, the paths stay as they were typed.
 *
 * @param options the JVM's options, in their order
 * @param program the program ({@code -jar} and the file, {@code -m} and the module, or
 * the class) and its arguments
 * @param isBoundToLaunchDirectory whether the program must run in the launch directory:
 * the JVM uses a class-data or AOT archive for a class path with relative paths (it looks
 * for the files by the recorded names, and ignores the archive if there are no such
 * files), there are relative paths in an environment variable or on the command line, or
 * an option {@linkplain #nameRelativeFile names a relative file} that cannot be made
 * absolute
 * @param hasRelativePaths whether there are relative paths on the command line, which are
 * valid only in the launch directory
 * @param environment the environment that the command was run in, including what a
 * launcher script has hidden from this process
 */
public record JavaCommand(List<String> options, List<String> program, boolean isBoundToLaunchDirectory,
		boolean hasRelativePaths, Environment environment) {

	/** The variables that give every JVM options besides its command line. */
	public static final List<String> OPTION_VARIABLES = OptionVariables.NAMES;

	/** A program on the class path has all modules of the JDK anyway. */
	private static final String NEEDED_MODULE = "--add-modules=" + Descriptors.MODULE;

	/** A daemon that starts itself again has this option, which the JVM would prefer. */
	private static final String OTHER_STAGE = "-D" + StageTag.NAME + "=";

	/**
	 * A parent that was started by a launcher script has this option, with the path of
	 * the jar that is run without the script. The options after it are for the parent
	 * only.
	 */
	public static final String LAUNCHED = "-D__DAEMON_LAUNCHED=";

	/**
	 * The prefixes of options {@linkplain #isExclusive() that only one JVM can have}.
	 */
	public static final List<String> EXCLUSIVE = ExclusiveOptions.PREFIXES;

	/** The prefixes of options by which a JVM records something for later runs. */
	public static final List<String> TRAINING = TrainingOptions.PREFIXES;

	/** The prefixes of options that name a file of options. */
	public static final List<String> OPTION_FILES = ExclusiveOptions.OPTION_FILES;

	/** The prefix of what a launcher script gives a parent for an exclusive option. */
	private static final String KEPT = "-D__DAEMON_KEPT=";

	/** The launcher's options whose value is the next argument. */
	private static final Set<String> WITH_VALUE = Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path",
			"--upgrade-module-path", "--add-modules", "--limit-modules", "--add-exports", "--add-opens", "--add-reads",
			"--patch-module", "--enable-native-access", "--source", "-d", "--describe-module");

	private static final Set<String> CLASS_PATH = Set.of("-cp", "-classpath", "--class-path");

	/**
	 * Return the command that this process was started with.
	 * @return the command
	 * @throws IOException if it or one of its argument files cannot be read
	 */
	public static JavaCommand current() throws IOException {
		return parse(ProcSelf.commandLine(), ProcSelf.environment(), ProcSelf.workingDirectory());
	}

	/**
	 * Return whether paths in a directory can be used in every option of a JVM.
	 * @param directory the absolute directory, as a byte string
	 * @return whether the JVM interprets every character of its name as part of a path
	 */
	public static boolean canName(String directory) {
		return new AbsolutePaths(directory).areUnderstood();
	}

	/**
	 * Return the options of a JVM that works in any directory.
	 * @param options the options
	 * @param directory the absolute directory that relative paths are resolved against,
	 * as a byte string
	 * @return the options with absolute paths; unchanged if the directory
	 * {@linkplain #canName has a name} that the JVM does not understand
	 */
	public static List<String> absolute(List<String> options, String directory) {
		return canName(directory) ? new AbsolutePaths(directory).of(options) : options;
	}

	/**
	 * Return whether options name a file in a directory where only their reader knows
	 * what is a path, as in the arguments of agents.
	 * @param options the options, in which all other paths are absolute
	 * @param directory the absolute directory, as a byte string
	 * @return whether one does, or would create a file there
	 */
	public static boolean nameRelativeFile(List<String> options, String directory) {
		return new BoundOptions(directory).anyFile(options);
	}

	/**
	 * Parse a command line.
	 * @param arguments the command line, beginning with {@code argv[0]}
	 * @param environment the environment it was run in
	 * @param launchDirectory the directory that relative paths are resolved against
	 * @return the command
	 * @throws IOException if an argument file cannot be read, or if there is no program
	 */
	public static JavaCommand parse(List<String> arguments, Environment environment, String launchDirectory)
			throws IOException {
		Parser parser = new Parser(launchDirectory);
		for (String argument : arguments.subList(1, arguments.size())) {
			parser.next(argument);
		}
		return parser.command(environment);
	}

	/**
	 * Return the jar that is run.
	 * @return its path, which is absolute unless there are {@linkplain #hasRelativePaths
	 * relative paths}; null if another kind of program is run
	 */
	public @Nullable String jar() {
		return this.program.get(0).equals("-jar") ? this.program.get(1) : null;
	}

	/**
	 * Return the command that runs another jar instead.
	 * @param jar the absolute path
	 * @return the command
	 */
	public JavaCommand withJar(String jar) {
		List<String> changed = new ArrayList<>(this.program);
		changed.set(1, jar);
		return new JavaCommand(this.options, List.copyOf(changed), this.isBoundToLaunchDirectory, this.hasRelativePaths,
				this.environment);
	}

	/**
	 * Return all options of the JVM, those in the environment first.
	 * @return the options; an argument file named by a variable is not read
	 */
	public List<String> allOptions() {
		List<String> all = new ArrayList<>(OptionVariables.in(this.environment));
		all.addAll(this.options);
		return all;
	}

	/**
	 * Return the options of a parent that a launcher script starts. Options that would
	 * make it hold something that the daemon needs are replaced by ones that only record
	 * them.
	 * @return the options
	 */
	public List<String> launchedOptions() {
		return this.options.stream().map((option) -> ExclusiveOptions.is(option) ? KEPT + option : option).toList();
	}

	/**
	 * Return the options of a JVM that runs the program beside this one, without those
	 * that only one JVM can have.
	 * @param more options that follow those of the command line
	 * @return the options, including those in the environment: the JVM must not have the
	 * {@linkplain #OPTION_VARIABLES variables}
	 */
	public List<String> harmlessOptions(List<String> more) {
		List<String> last = OptionVariables.in(this.environment, OptionVariables.LAST);
		List<String> all = new ArrayList<>(OptionVariables.in(this.environment.without(List.of(OptionVariables.LAST))));
		all.addAll(this.options);
		all.addAll(more);
		all.addAll(last);
		all.removeIf(ExclusiveOptions::is);
		return all;
	}

	/**
	 * Return whether the JVM may hold something that the daemon's JVM needs as well: a
	 * port, a file, or all the memory of its heap from the start.
	 * @return whether it may
	 */
	public boolean isExclusive() {
		return ExclusiveOptions.any(allOptions());
	}

	/**
	 * Return whether the JVM has options from a file that is not read here.
	 * @return whether it did
	 */
	public boolean hasOptionFile() {
		return ExclusiveOptions.anyFile(allOptions());
	}

	/**
	 * Return whether a JVM with these options has an agent.
	 * @param options the options
	 * @return whether it has
	 */
	public static boolean haveAgent(List<String> options) {
		return ExclusiveOptions.anyAgent(options);
	}

	/**
	 * Return whether the JVM records something for later runs.
	 * @return whether it does
	 */
	public boolean isTrainingRun() {
		return TrainingOptions.any(this.options, this.environment);
	}

	/**
	 * Return options that put crash logs and heap dumps into a directory, unless the
	 * environment specifies another place.
	 * @param directory the absolute directory, as a byte string; empty for none
	 * @return the options, to precede the user's
	 */
	public List<String> crashFileOptions(String directory) {
		return new CrashFiles(this.environment).in(directory);
	}

	/**
	 * Return the command line.
	 * @param name {@code argv[0]}
	 * @param defaults options that precede the user's, which win over them
	 * @param jvmOptions options that follow the user's, and so win over them
	 * @return the command line
	 */
	public List<String> arguments(String name, List<String> defaults, List<String> jvmOptions) {
		List<String> arguments = new ArrayList<>();
		arguments.add(name);
		if (this.options.stream().anyMatch((option) -> option.startsWith("@"))) {
			arguments.add("--disable-@files");
		}
		if (this.program.get(0).startsWith("-m") || this.program.get(0).startsWith("--module")) {
			arguments.add(NEEDED_MODULE);
		}
		arguments.addAll(defaults);
		arguments.addAll(this.options);
		arguments.addAll(jvmOptions);
		arguments.addAll(this.program);
		return arguments;
	}

	/**
	 * Reads the arguments one by one, as the launcher does.
	 */
	private static final class Parser {

		private final String launchDirectory;

		private final List<String> options = new ArrayList<>();

		private final List<String> program = new ArrayList<>();

		private @Nullable String launchedJar;

		private boolean expandFiles = true;

		private boolean valueFollows;

		private boolean jar;

		private boolean relativeJar;

		private boolean relativeProgram;

		private boolean source;

		private boolean classPath;

		Parser(String launchDirectory) {
			this.launchDirectory = launchDirectory;
		}

		void next(String argument) throws IOException {
			if (this.program.isEmpty() && this.expandFiles && isArgumentFile(argument)) {
				for (String expanded : read(argument)) {
					accept(expanded);
				}
			}
			else {
				boolean escaped = this.program.isEmpty() && this.expandFiles && argument.startsWith("@@");
				accept(escaped ? argument.substring(1) : argument);
			}
		}

		private static boolean isArgumentFile(String argument) {
			return argument.length() > 1 && argument.charAt(0) == '@' && argument.charAt(1) != '@';
		}

		private List<String> read(String argument) throws IOException {
			String file = BytePath.absolute(argument.substring(1), this.launchDirectory);
			return ArgumentFile.split(ByteStrings.of(Files.readAllBytes(BytePath.toPath(file))));
		}

		private void accept(String argument) {
			if (!this.program.isEmpty()) {
				this.program.add(argument);
			}
			else if (this.valueFollows) {
				add(argument);
				this.valueFollows = false;
			}
			else if (!argument.startsWith("-")) {
				mainClassOrJar(argument);
			}
			else if (argument.equals("-m") || argument.startsWith("--module=") || argument.equals("--module")) {
				this.program.add(argument);
			}
			else if (argument.equals("-jar")) {
				this.jar = true;
			}
			else if (argument.startsWith(LAUNCHED)) {
				this.launchedJar = argument.substring(LAUNCHED.length());
			}
			else if (argument.startsWith(KEPT)) {
				add(argument.substring(KEPT.length()));
			}
			else if (!argument.startsWith(OTHER_STAGE)) {
				add(argument);
				this.valueFollows = WITH_VALUE.contains(argument);
				this.source |= argument.equals("--source") || argument.startsWith("--source=");
				this.classPath |= isClassPath(argument);
				this.expandFiles &= !argument.equals("--disable-@files");
			}
		}

		private void add(String option) {
			if (this.launchedJar == null) {
				this.options.add(option);
			}
		}

		private void mainClassOrJar(String argument) {
			if (this.jar) {
				this.program.add("-jar");
			}
			this.relativeJar = this.jar && !argument.startsWith("/");
			boolean isFile = this.jar || this.source || argument.endsWith(".java");
			String program = (this.launchedJar != null) ? this.launchedJar : argument;
			this.relativeProgram = isFile && !program.startsWith("/");
			this.program.add(program);
		}

		JavaCommand command(Environment given) throws IOException {
			if (this.program.isEmpty()) {
				throw new IOException("the command line names no program");
			}
			Environment environment = (this.launchedJar != null) ? OptionVariables.restore(given) : given;
			String variable = environment.get("_JAVA_OPTIONS");
			if (variable != null && variable.contains(OTHER_STAGE)) {
				throw new IOException("the variable _JAVA_OPTIONS contains the option " + OTHER_STAGE
						+ ", by which a daemon knows its stage: remove it");
			}
			if (!this.classPath && !this.jar && !hasClassPath(environment)) {
				addDefaultClassPath(environment.get("CLASSPATH"));
			}
			AbsolutePaths paths = new AbsolutePaths(this.launchDirectory);
			List<String> absolute = paths.of(this.options);
			boolean relative = this.relativeJar || !classPath(absolute).equals(classPath(this.options));
			boolean bound = isBound(absolute, withArgumentFiles(OptionVariables.in(environment)), paths, relative);
			if (!paths.areUnderstood() && (this.relativeProgram || !absolute.equals(this.options))) {
				return new JavaCommand(List.copyOf(this.options), List.copyOf(this.program), true, true, environment);
			}
			if (this.relativeProgram) {
				int file = this.jar ? 1 : 0;
				this.program.set(file, BytePath.absolute(this.program.get(file), this.launchDirectory));
			}
			return new JavaCommand(absolute, List.copyOf(this.program), bound, false, environment);
		}

		/**
		 * Return whether the program must run in the launch directory, since environment
		 * variables are passed on unchanged.
		 */
		private boolean isBound(List<String> absolute, List<String> variables, AbsolutePaths paths,
				boolean relativeClassPath) {
			List<String> all = Stream.concat(absolute.stream(), variables.stream()).toList();
			return variables.stream().anyMatch((option) -> isArgumentFile(option) && !option.startsWith("@/"))
					|| !paths.of(variables).equals(variables) || (relativeClassPath && BoundOptions.anyArchive(all))
					|| nameRelativeFile(all, this.launchDirectory);
		}

		/**
		 * Add the launcher's default: CLASSPATH or else, for a class, its working
		 * directory.
		 */
		private void addDefaultClassPath(@Nullable String variable) {
			if (variable != null && !variable.isEmpty()) {
				this.options.addAll(List.of("-cp", variable));
			}
			else if (!this.program.get(0).startsWith("-")) {
				this.options.addAll(List.of("-cp", "."));
			}
		}

		private boolean hasClassPath(Environment environment) throws IOException {
			return withArgumentFiles(OptionVariables.in(environment, "JDK_JAVA_OPTIONS")).stream()
				.anyMatch(Parser::isClassPath);
		}

		private List<String> withArgumentFiles(List<String> options) throws IOException {
			List<String> all = new ArrayList<>(options);
			for (String option : options) {
				if (isArgumentFile(option)) {
					all.addAll(read(option));
				}
			}
			return all;
		}

		/**
		 * Return the class path. The last one counts.
		 */
		private static String classPath(List<String> options) {
			String last = "";
			for (int i = 0; i < options.size(); i++) {
				boolean separate = CLASS_PATH.contains(options.get(i)) && i + 1 < options.size();
				if (separate || isClassPath(options.get(i))) {
					last = options.get(separate ? i + 1 : i);
				}
			}
			return last;
		}

		private static boolean isClassPath(String option) {
			return CLASS_PATH.contains(option) || option.startsWith("--class-path=")
					|| option.startsWith("-Djava.class.path=");
		}

	}

}
