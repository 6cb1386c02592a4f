package io.makedaemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.OnEachJdk;
import io.makedaemon.testsupport.ProcessFacts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The daemon gets the command line and the environment that the user typed, byte for
 * byte.
 */
@OnEachJdk
class CommandLineIT {

	@RegisterExtension
	final Programs programs;

	@TempDir
	Path directory;

	CommandLineIT(Jdk jdk) {
		this.programs = new Programs(jdk);
	}

	@Test
	void keepsArguments() {
		String[] arguments = { "", "a b", "\"double\" 'single' \\back", "two\nlines", "-Dnot.an=option", "@not-a-file",
				"*" };
		ProcessFacts daemon = Programs.daemon(this.programs.program(Program.class, this.directory).args(arguments));
		assertThat(arguments(daemon)).containsExactly(arguments);
		assertThat(list("args")).containsExactly(arguments);
	}

	@Test
	void keepsBytesOfArgumentsThatTheCharsetCannotExpress() {
		ProcessFacts daemon = Programs.daemon(this.programs.program(Program.class, this.directory)
			.shell("exec \"$@\" \"$(printf 'b\\303\\244\\351\\377')\" last")
			.environment(Map.of("LC_ALL", "C")));
		assertThat(arguments(daemon)).containsExactly("b\u00c3\u00a4\u00e9\u00ff", "last");
	}

	@Test
	void keepsEnvironment() throws IOException {
		String environment = "exec env -i " + this.programs.processes().marker()
				+ " EMPTY= 'SPACES=a  b ' 'LINES=1\n2' 'EQUALS=a=b' BYTES=\"$(printf '\\303\\244\\351\\377')\""
				+ " LC_ALL=C __DAEMON_STAGE= __DAEMON_FD_3=mine PATH=/usr/bin:/bin Z=1 A=2 \"$@\"";
		byte[] expected = this.programs.processes()
			.program("cp")
			.args("/proc/self/environ", this.directory.resolve("expected").toString())
			.shell(environment)
			.run()
			.exitCode() == 0 ? Files.readAllBytes(this.directory.resolve("expected")) : new byte[0];
		Path child = this.directory.resolve("child");
		ProcessFacts daemon = Programs.daemon(
				this.programs.program(Program.class, this.directory, "child.environment=" + child).shell(environment));
		Properties facts = Programs.facts(this.directory);
		List<String> variables = strings(expected);
		assertThat(variables).contains("BYTES=\u00c3\u00a4\u00e9\u00ff", "LINES=1\n2");
		assertThat(daemon.environment()).isEqualTo(variables);
		assertThat(strings(Files.readAllBytes(child))).containsExactlyInAnyOrderElementsOf(variables);
		assertThat(facts).containsEntry("env.EMPTY", "")
			.containsEntry("env.SPACES", "a  b ")
			.containsEntry("env.LINES", "1\n2")
			.containsEntry("env.__DAEMON_STAGE", "");
		assertThat(facts.stringPropertyNames().stream().filter((name) -> name.startsWith("env.")))
			.hasSameSizeAs(variables);
	}

	private static List<String> strings(byte[] bytes) {
		return List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\0", 0));
	}

	@Test
	void appliesOptionsOfTheEnvironmentOnce() {
		ProcessFacts daemon = Programs.daemon(this.programs.program(Program.class, this.directory, "-Xmx123m")
			.environment(Map.of("JAVA_TOOL_OPTIONS", "-Dtool=1", "JDK_JAVA_OPTIONS", "-Djdk=1", "_JAVA_OPTIONS",
					"-Dunderscore=1")));
		assertThat(list("inputArguments")).containsOnlyOnce("-Dtool=1", "-Djdk=1", "-Dunderscore=1", "-Xmx123m");
		assertThat(daemon.commandLine()).contains("-Xmx123m").doesNotContain("-Dtool=1", "-Djdk=1", "-Dunderscore=1");
	}

	@Test
	void putsOptionsOfTheDaemonBehindTheUsers() {
		ProcessFacts daemon = Programs
			.daemon(this.programs.program(Program.class, this.directory, "-Xmx123m", "attr.jvmOption=-Xmx124m"));
		assertThat(daemon.commandLine()).containsSubsequence("-Xmx123m", "-Xmx124m", Program.class.getName());
	}

	@Test
	void findsRelativePathsOfTheLaunchDirectory() throws IOException {
		Path classes = Files.createDirectories(this.directory.resolve("lib/classes"));
		Programs.CLASS_PATH.copyTo(classes);
		Files.writeString(this.directory.resolve("options"), "-cp \"lib/classes\" # the program\n-Dfrom.file=1\n");
		Launch launch = this.programs.processes()
			.java(this.programs.jdk())
			.args("@options", "-Xlog:gc*:file=gc.log")
			.args(Programs.properties(this.directory))
			.args(Program.class.getName(), "@options")
			.directory(this.directory);
		ProcessFacts daemon = Programs.daemon(launch);
		assertThat(daemon.commandLine()).containsSequence("-cp", classes.toString(), "-Dfrom.file=1",
				"-Xlog:gc*:file=" + this.directory + "/gc.log");
		assertThat(list("args")).containsExactly("@options");
		assertThat(daemon.workingDirectory()).isEqualTo(Path.of("/"));
	}

	@Test
	void findsClassPathOfTheEnvironment() throws IOException {
		Programs.CLASS_PATH.copyTo(Files.createDirectories(this.directory.resolve("classes")));
		Launch launch = this.programs.processes()
			.java(this.programs.jdk())
			.args(Programs.properties(this.directory))
			.args(Program.class.getName())
			.environment(Map.of("CLASSPATH", "classes"))
			.directory(this.directory);
		Programs.daemon(launch);
		assertThat(Programs.facts(this.directory)).containsEntry("stage.after", "daemon")
			.containsEntry("env.CLASSPATH", "classes");
	}

	@Test
	void knowsWhenAndWhereTheUserTypedTheCommand() {
		long before = System.currentTimeMillis();
		Programs.daemon(this.programs.program(Program.class, this.directory).directory(this.directory));
		Properties facts = Programs.facts(this.directory);
		assertThat(facts).containsEntry("launchDirectory", this.directory.toString());
		assertThat(Instant.parse(facts.getProperty("startedAt")).toEpochMilli()).isBetween(before - 20, before + 2000);
	}

	/**
	 * What is behind the main class.
	 */
	private static List<String> arguments(ProcessFacts process) {
		List<String> all = process.commandLine();
		return all.subList(all.indexOf(Program.class.getName()) + 1, all.size());
	}

	private List<String> list(String fact) {
		return Arrays.asList(Programs.facts(this.directory).getProperty(fact).split("\0", -1));
	}

}
