package io.makedaemon.jvm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.programs.PrintArguments;
import io.makedaemon.testsupport.ClassPath;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.LaunchedProcesses;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ArgumentFile} against the java launcher itself.
 */
@JdkSensitive
class ArgumentFileIT {

	@RegisterExtension
	final LaunchedProcesses processes = new LaunchedProcesses();

	@TempDir
	Path directory;

	@Test
	void splitsAsTheLauncherDoes() throws Exception {
		int number = 0;
		for (String content : contents().toList()) {
			Path file = Files.writeString(this.directory.resolve("args" + number++), content);
			Run run = this.processes.java()
				.args("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", ClassPath.of(PrintArguments.class).toString(),
						"@" + file)
				.run();
			List<String> arguments = ArgumentFile.split(content);
			assertThat(arguments.subList(1, arguments.size())).as(content)
				.containsExactlyElementsOf(strings(run.stdout()));
		}
	}

	@Test
	void joinsAsTheLauncherSplits() throws Exception {
		List<String> arguments = List.of("", " a  b\t", "\"c\" 'd' \\e", "\\n two\r\nlines\f#", "@file", "@@file", "*",
				"$x", "-Dnot.an=option");
		List<String> all = new ArrayList<>(
				List.of("-cp", ClassPath.of(PrintArguments.class).toString(), PrintArguments.class.getName()));
		all.addAll(arguments);
		Path file = Files.writeString(this.directory.resolve("args"), ArgumentFile.join(all));
		assertThat(strings(this.processes.java().args("@" + file).run().stdout())).containsExactlyElementsOf(arguments);
		assertThat(ArgumentFile.split(Files.readString(file))).isEqualTo(all);
	}

	private static List<String> strings(String output) {
		return output.isEmpty() ? List.of() : List.of(output.substring(0, output.length() - 1).split("\0", -1));
	}

	/**
	 * Each begins with the main class.
	 */
	static Stream<String> contents() {
		return Stream
			.of("", "a b\tc\nd\r\ne  \n", "\n# comment\na # b c\nd", "\"a b\" 'c d' x\"y z\"w", "\"it's\" 'say \"x\"'",
					"\"\\\\ \\n \\t \\r \\f \\q\" a\\nb 'c\\'d'", "\"line \\\n   continued\" next", "\"\" '' end",
					"\"unfinished\nnext", "a#b c", "\"a#b\" c", "a\fb", "end-without-newline", "#only comment",
					"'a\\\r\n  b'", "x\\", "\"q\"x#c\nnext", "\"q\"x#c", "a\"b\\nc\"d # e\nf", "\"a\\", "\"a\\\n ")
			.map((content) -> PrintArguments.class.getName() + "\n" + content);
	}

}
