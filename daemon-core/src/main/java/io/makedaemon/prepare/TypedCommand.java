package io.makedaemon.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.makedaemon.jvm.JavaCommand;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.proc.ProcSelf;

/**
 * The command line of this process as somebody else can give it again: with absolute
 * paths, and without what a launcher script has added.
 *
 * @param words the launcher of the JVM, its options, and the program
 * @param arguments the program's arguments
 * @param directory the directory in which it was given
 */
public record TypedCommand(List<String> words, List<String> arguments, String directory) {

	/**
	 * Return the command line of this process.
	 * @return the command line
	 * @throws IOException if it cannot be read, or is not text in UTF-8
	 */
	public static TypedCommand current() throws IOException {
		String directory = ProcSelf.workingDirectory();
		List<String> given = ProcSelf.commandLine();
		JavaCommand command = JavaCommand.parse(given, ProcSelf.environment(), directory);
		int program = command.program().get(0).startsWith("-") && !command.program().get(0).contains("=") ? 2 : 1;
		List<String> words = new ArrayList<>(List.of(launcher(given.get(0), System.getenv("PATH"))));
		words.addAll(ProgramCommand.disableFiles(command.options()));
		words.addAll(command.program().subList(0, program));
		return new TypedCommand(decode(words), decode(command.program().subList(program, command.program().size())),
				decode(directory));
	}

	/**
	 * Return the launcher where the shell has found it: a link there outlives an upgrade
	 * of the JDK.
	 */
	private static String launcher(String typed, @Nullable String path) throws IOException {
		if (typed.startsWith("/")) {
			return typed;
		}
		if (typed.indexOf('/') < 0 && path != null) {
			for (String directory : path.split(":", -1)) {
				if (directory.startsWith("/") && Files.isExecutable(Path.of(directory, typed))) {
					return ByteStrings.encode(Path.of(directory, typed).toString());
				}
			}
		}
		return ProcSelf.javaLauncher();
	}

	private static List<String> decode(List<String> words) throws IOException {
		List<String> decoded = new ArrayList<>();
		for (String word : words) {
			decoded.add(decode(word));
		}
		return decoded;
	}

	private static String decode(String word) throws IOException {
		String decoded = ByteStrings.decode(word);
		if (!ByteStrings.encode(decoded).equals(word)) {
			throw new IOException("an argument is not text in UTF-8: " + ByteStrings.harmless(decoded));
		}
		return decoded;
	}

	/**
	 * Return the command line with other arguments.
	 * @param left which words are left out
	 * @param added arguments to put behind the others
	 * @return all words of the command line
	 */
	public List<String> with(Predicate<String> left, List<String> added) {
		Stream<String> kept = Stream.concat(this.words.stream(), this.arguments.stream()).filter(left.negate());
		return Stream.concat(kept, added.stream()).toList();
	}

}
