package io.makedaemon.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.proc.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * {@link JavaCommand}: each way to start a program.
 */
class JavaCommandTests {

	private static final Environment NOTHING = new Environment(List.of());

	@TempDir
	Path directory;

	@Test
	void takesClassPathAndMainClass() throws IOException {
		JavaCommand command = parse("-Xmx1g", "-cp", "a.jar:lib/*:/x", "-Da=b", "Main", "arg");
		assertThat(command.options()).containsExactly("-Xmx1g", "-cp", in("a.jar") + ":" + in("lib/*") + ":/x",
				"-Da=b");
		assertThat(command.program()).containsExactly("Main", "arg");
	}

	@Test
	void leavesArgumentsOfTheProgramAlone() throws IOException {
		JavaCommand command = parse("-cp", "/a", "Main", "-cp", "b", "-jar", "c", "@file", "@@x", "", "--module=m");
		assertThat(command.program()).containsExactly("Main", "-cp", "b", "-jar", "c", "@file", "@@x", "",
				"--module=m");
	}

	@Test
	void takesJar() throws IOException {
		JavaCommand command = parse("-Da=1", "-jar", "target/app.jar", "-Db=2");
		assertThat(command.options()).containsExactly("-Da=1");
		assertThat(command.program()).containsExactly("-jar", in("target/app.jar"), "-Db=2");
	}

	@Test
	void takesOptionsBetweenJarAndItsFile() throws IOException {
		JavaCommand command = parse("-jar", "-Xmx64m", "--add-opens", "java.base/java.lang=ALL-UNNAMED", "app.jar",
				"arg");
		assertThat(command.options()).containsExactly("-Xmx64m", "--add-opens", "java.base/java.lang=ALL-UNNAMED");
		assertThat(command.program()).containsExactly("-jar", in("app.jar"), "arg");
	}

	@Test
	void takesWhatALauncherScriptSaysInsteadOfWhatItRuns() throws IOException {
		JavaCommand command = parse("-Da=1", "-cp", "/b", "-D__DAEMON_LAUNCHED=app.jar", "-Xshare:auto",
				"--add-modules", "java.sql", "-XX:SharedArchiveFile=/cache/classes.jsa", "-jar", "/cache/app.jar",
				"-Db=2");
		assertThat(command.options()).containsExactly("-Da=1", "-cp", "/b");
		assertThat(command.jar()).isEqualTo(in("app.jar"));
		assertThat(command.program()).containsExactly("-jar", in("app.jar"), "-Db=2");
		assertThat(command.withJar("/other.jar").program()).containsExactly("-jar", "/other.jar", "-Db=2");
		assertThat(parse("Main").jar()).isNull();
	}

	@Test
	void givesParentOfALauncherScriptWhatIsTheDaemonsToKnowOnly() throws IOException {
		List<String> options = List.of("-Da=1", "-javaagent:/agent.jar=9404", "-Xlog:gc:stdout", "-Xlog:gc:/gc.log",
				"-XX:+AlwaysPreTouch");
		List<String> launched = parse(with(options, "-jar", "/app.jar")).launchedOptions();
		assertThat(launched).containsExactly("-Da=1", "-D__DAEMON_KEPT=-javaagent:/agent.jar=9404", "-Xlog:gc:stdout",
				"-D__DAEMON_KEPT=-Xlog:gc:/gc.log", "-D__DAEMON_KEPT=-XX:+AlwaysPreTouch");
		Environment environment = new Environment(List.of("JAVA_TOOL_OPTIONS=-Db", "__DAEMON_JAVA_TOOL_OPTIONS=-Dc"));
		JavaCommand command = parse(environment,
				with(launched, "-D__DAEMON_LAUNCHED=/app.jar", "-Xint", "-jar", "/cache/app.jar"));
		assertThat(command.options()).isEqualTo(options);
		assertThat(command.environment().variables()).containsExactly("JAVA_TOOL_OPTIONS=-Dc");
		assertThat(parse(environment, "-jar", "/app.jar").environment()).isSameAs(environment);
	}

	private static String[] with(List<String> options, String... more) {
		return Stream.concat(options.stream(), Stream.of(more)).toArray(String[]::new);
	}

	@Test
	void knowsOptionsThatHarmNoOtherJvm() throws IOException {
		Environment environment = new Environment(List.of("_JAVA_OPTIONS=-De -agentlib:jdwp",
				"JDK_JAVA_OPTIONS=-Db -Xlog:gc:gc.log", "JAVA_TOOL_OPTIONS=-javaagent:agent.jar -Da"));
		JavaCommand command = parse(environment, "-Dc", "-XX:StartFlightRecording", "-jar", "/app.jar");
		assertThat(command.harmlessOptions(List.of("-Dd", "-XX:+AlwaysPreTouch"))).containsExactly("-Da", "-Db", "-Dc",
				"-Dd", "-De");
		assertThat(command.isExclusive()).isTrue();
		assertThat(command.hasOptionFile()).isFalse();
		Files.writeString(this.directory.resolve("options"), "-Df");
		assertThat(parse(new Environment(List.of("JDK_JAVA_OPTIONS=@options")), "Main").hasOptionFile()).isTrue();
	}

	@Test
	void takesModule() throws IOException {
		JavaCommand command = parse("-p", "mods:/x", "-m", "app/app.Main", "arg");
		assertThat(command.options()).containsExactly("-p", in("mods") + ":/x");
		assertThat(command.program()).containsExactly("-m", "app/app.Main", "arg");
		assertThat(parse("--module-path=mods", "--module=app", "arg")).isEqualTo(new JavaCommand(
				List.of("--module-path=" + in("mods")), List.of("--module=app", "arg"), false, false, NOTHING));
		assertThat(parse("--module", "app", "arg").program()).containsExactly("--module", "app", "arg");
	}

	@Test
	void takesValuesOfOptionsForNoMainClass() throws IOException {
		List<String> options = List.of("--add-modules", "java.sql", "--limit-modules", "java.base", "--add-exports",
				"a/b=c", "--add-opens", "a/b=c", "--add-reads", "a=b", "--patch-module", "a=/x",
				"--upgrade-module-path", "/u", "--module-path", "/m", "--enable-native-access", "ALL-UNNAMED",
				"--class-path", "/c");
		List<String> arguments = new ArrayList<>(options);
		arguments.add("Main");
		JavaCommand command = parse(arguments.toArray(String[]::new));
		assertThat(command.options()).isEqualTo(options);
		assertThat(command.program()).containsExactly("Main");
	}

	@Test
	void takesSourceFile() throws IOException {
		assertThat(parse("--source", "17", "-cp", "/a", "src/Main.java", "arg")).isEqualTo(new JavaCommand(
				List.of("--source", "17", "-cp", "/a"), List.of(in("src/Main.java"), "arg"), false, false, NOTHING));
		assertThat(parse("--source", "17", "bin/tool", "arg").program()).containsExactly(in("bin/tool"), "arg");
		assertThat(parse("--source=17", "bin/tool").program()).containsExactly(in("bin/tool"));
	}

	@Test
	void readsArgumentFiles() throws IOException {
		Files.writeString(this.directory.resolve("options"), "-Xmx1g -cp \"a b.jar\"\n# comment\n@not-nested");
		JavaCommand command = parse("@options", "Main", "@options");
		assertThat(command.options()).containsExactly("-Xmx1g", "-cp", in("a b.jar"));
		assertThat(command.program()).containsExactly("@not-nested", "Main", "@options");
	}

	@Test
	void readsArgumentFileThatNamesTheProgram() throws IOException {
		Path file = Files.writeString(this.directory.resolve("all"), "-jar app.jar one");
		assertThat(parse("@" + file, "two").program()).containsExactly("-jar", in("app.jar"), "one", "two");
	}

	@Test
	void keepsAtSignThatIsWrittenTwice() throws IOException {
		JavaCommand command = parse("-cp", "/a", "@@Main", "x");
		assertThat(command.program()).containsExactly("@Main", "x");
	}

	@Test
	void readsNoArgumentFilesWhenTheyAreDisabled() throws IOException {
		JavaCommand command = parse("--disable-@files", "-cp", "/a", "@Main");
		assertThat(command.options()).containsExactly("--disable-@files", "-cp", "/a");
		assertThat(command.program()).containsExactly("@Main");
	}

	@Test
	void failsWhenArgumentFileIsMissing() {
		assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> parse("@missing", "Main"));
	}

	@Test
	void failsWhenNothingIsRun() {
		assertThatIOException().isThrownBy(() -> parse("-version")).withMessage("the command line names no program");
	}

	@Test
	void takesLaunchDirectoryWhenThereIsNoClassPath() throws IOException {
		assertThat(parse("Main").options()).containsExactly("-cp", this.directory.toString());
	}

	@Test
	void takesClassPathOfTheEnvironment() throws IOException {
		Environment environment = new Environment(List.of("CLASSPATH=classes:/x"));
		assertThat(parse(environment, "Main").options()).containsExactly("-cp", in("classes") + ":/x");
		assertThat(parse(environment, "-cp", "/a", "Main").options()).containsExactly("-cp", "/a");
		assertThat(parse(environment, "--class-path=/a", "Main").options()).containsExactly("--class-path=/a");
		assertThat(parse(environment, "-jar", "app.jar").options()).isEmpty();
	}

	@Test
	void takesClassPathOfTheEnvironmentForModule() throws IOException {
		Environment environment = new Environment(List.of("CLASSPATH=classes"));
		assertThat(parse(environment, "-p", "/m", "-m", "app").options()).containsExactly("-p", "/m", "-cp",
				in("classes"));
		assertThat(parse("-p", "/m", "-m", "app").options()).containsExactly("-p", "/m");
	}

	@Test
	void takesClassPathThatIsSystemProperty() throws IOException {
		Environment environment = new Environment(List.of("CLASSPATH=classes"));
		assertThat(parse(environment, "-Djava.class.path=a.jar:/b", "Main").options())
			.containsExactly("-Djava.class.path=" + in("a.jar") + ":/b");
	}

	@Test
	void addsNoClassPathWhenOptionsOfTheEnvironmentHaveOne() throws IOException {
		Environment environment = new Environment(List.of("CLASSPATH=classes", "JDK_JAVA_OPTIONS=-Da=1 -cp /b"));
		assertThat(parse(environment, "Main").options()).isEmpty();
		Files.writeString(this.directory.resolve("options"), "-cp /b");
		Environment file = new Environment(List.of("JDK_JAVA_OPTIONS=-Da=1 @" + in("options")));
		assertThat(parse(file, "Main").options()).isEmpty();
	}

	@Test
	void isPutTogetherWithOptionsAroundTheUsers() throws IOException {
		assertThat(parse("-Xmx1g", "-cp", "/a", "Main", "arg").arguments("name", List.of("-Xms1m"), List.of("-Xmx2g")))
			.containsExactly("name", "-Xms1m", "-Xmx1g", "-cp", "/a", "-Xmx2g", "Main", "arg");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-XX:SharedArchiveFile=a.jsa -jar app.jar", "-XX:AOTCache=/a.aot -jar ./app.jar",
			"-XX:AOTCache=a.aot -cp /a:b Main", "-XX:SharedArchiveFile=/a --class-path=b Main",
			"-XX:SharedArchiveFile=/a -cp /a -cp b Main", "-XX:SharedArchiveFile=/a Main" })
	void isBoundToLaunchDirectoryByArchiveForRelativeClassPath(String line) throws IOException {
		assertThat(parse(line.split(" ")).isBoundToLaunchDirectory()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-jar app.jar", "-XX:SharedArchiveFile=a.jsa -jar /app.jar",
			"-XX:AOTCache=a.aot -cp b -cp /a Main", "-cp a:b Main", "-cp /a Main -XX:AOTCache=a" })
	void isNotBoundToLaunchDirectoryOtherwise(String line) throws IOException {
		assertThat(parse(line.split(" ")).isBoundToLaunchDirectory()).isFalse();
	}

	@Test
	void isBoundToLaunchDirectoryByArchiveOfTheEnvironment() throws IOException {
		Environment environment = new Environment(List.of("JAVA_TOOL_OPTIONS=-Da=1 -XX:SharedArchiveFile=/a"));
		assertThat(parse(environment, "-jar", "app.jar").isBoundToLaunchDirectory()).isTrue();
		assertThat(parse(environment, "-jar", "/app.jar").isBoundToLaunchDirectory()).isFalse();
		Environment relative = new Environment(List.of("JDK_JAVA_OPTIONS=-XX:AOTCache=a"));
		assertThat(parse(relative, "-jar", "/app.jar").isBoundToLaunchDirectory()).isTrue();
	}

	@Test
	void isBoundToLaunchDirectoryByRelativePathsOfTheEnvironment() throws IOException {
		for (String options : List.of("-javaagent:agent.jar", "-Xmx1g -cp lib/*", "-Xlog:gc:gc.log")) {
			Environment relative = new Environment(List.of("JAVA_TOOL_OPTIONS=" + options));
			assertThat(parse(relative, "-jar", "/app.jar")).satisfies((command) -> {
				assertThat(command.isBoundToLaunchDirectory()).isTrue();
				assertThat(command.hasRelativePaths()).isFalse();
			});
		}
		Environment absolute = new Environment(List.of("JAVA_TOOL_OPTIONS=-javaagent:/agent.jar -Dfile=a"));
		assertThat(parse(absolute, "-jar", "/app.jar").isBoundToLaunchDirectory()).isFalse();
	}

	@Test
	void isBoundToLaunchDirectoryByFilesThatOnlyTheirReadersKnow() throws IOException {
		Files.createFile(this.directory.resolve("jmx.yml"));
		Environment environment = new Environment(List.of("JAVA_TOOL_OPTIONS=-javaagent:/a.jar=9404:jmx.yml"));
		assertThat(parse(environment, "-jar", "/app.jar").isBoundToLaunchDirectory()).isTrue();
		assertThat(parse("-Dconfig=jmx.yml", "-jar", "app.jar")).satisfies((command) -> {
			assertThat(command.isBoundToLaunchDirectory()).isTrue();
			assertThat(command.hasRelativePaths()).isFalse();
			assertThat(command.options()).containsExactly("-Dconfig=jmx.yml");
		});
		assertThat(parse("-Djava.io.tmpdir=./tmp", "-jar", "app.jar", "-Dconfig=jmx.yml").isBoundToLaunchDirectory())
			.isFalse();
		assertThat(JavaCommand.nameRelativeFile(List.of("-Xmx1g", "-Dconfig=jmx.yml"), this.directory.toString()))
			.isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "@absolute, true", "@DIRECTORY/absolute, false", "@DIRECTORY/relative, true", "@@relative, false" })
	void isBoundToLaunchDirectoryByArgumentFilesOfTheEnvironment(String option, boolean bound) throws IOException {
		Files.writeString(this.directory.resolve("absolute"), "-javaagent:/agent.jar");
		Files.writeString(this.directory.resolve("relative"), "-javaagent:agent.jar");
		Environment environment = new Environment(
				List.of("JDK_JAVA_OPTIONS=-Da=1 " + option.replace("DIRECTORY", this.directory.toString())));
		assertThat(parse(environment, "-jar", "/app.jar").isBoundToLaunchDirectory()).isEqualTo(bound);
	}

	@Test
	void makesPathsOfOtherOptionsAbsolute() {
		assertThat(JavaCommand.absolute(List.of("-Xlog:gc:gc.log", "-Da=b"), "/d"))
			.containsExactly("-Xlog:gc:/d/gc.log", "-Da=b");
		assertThat(JavaCommand.absolute(List.of("-Xlog:gc:gc.log"), "/a:b")).containsExactly("-Xlog:gc:gc.log");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a:b", "a=b", "a,b", "a%p", "a\"b", "*", "a\nb" })
	void keepsRelativePathsWhereTheDirectoryWouldBeTakenForSomethingElse(String name) throws IOException {
		for (String line : List.of("-jar app.jar", "-cp a:/b Main", "Main", "-Xlog:gc:gc.log -jar /app.jar",
				"-javaagent:a.jar=x -cp /a Main", "Main.java")) {
			JavaCommand command = parseIn("/" + name, line);
			assertThat(command.hasRelativePaths()).as(line).isTrue();
			assertThat(command.isBoundToLaunchDirectory()).as(line).isTrue();
			List<String> words = new ArrayList<>(command.options());
			words.addAll(command.program());
			assertThat(words).as(line).containsSubsequence(line.split(" "));
		}
		assertThat(parseIn("/" + name, "-Xmx1g -jar /app.jar").hasRelativePaths()).isFalse();
		assertThat(parseIn("/a b;{c}(d)", "-jar app.jar").program()).containsExactly("-jar", "/a b;{c}(d)/app.jar");
	}

	private static JavaCommand parseIn(String directory, String line) throws IOException {
		return JavaCommand.parse(List.of(("java " + line).split(" ")), NOTHING, directory);
	}

	@Test
	void hasModuleThatTheDaemonNeeds() throws IOException {
		assertThat(parse("-p", "/m", "-m", "app").arguments("name", List.of(), List.of())).containsExactly("name",
				"--add-modules=jdk.unsupported", "-p", "/m", "-m", "app");
	}

	@Test
	void losesStageOfAnotherProcess() throws IOException {
		assertThat(parse("-D__DAEMON_STAGE=2/1/x:3", "-Da=1", "Main", "-D__DAEMON_STAGE=x")).satisfies((command) -> {
			assertThat(command.options()).containsExactly("-Da=1", "-cp", this.directory.toString());
			assertThat(command.program()).containsExactly("Main", "-D__DAEMON_STAGE=x");
		});
	}

	@Test
	void refusesStageThatWouldWin() {
		Environment environment = new Environment(List.of("_JAVA_OPTIONS=-Da=1 -D__DAEMON_STAGE=x"));
		assertThatIOException().isThrownBy(() -> parse(environment, "Main")).withMessageContaining("_JAVA_OPTIONS");
	}

	private JavaCommand parse(String... arguments) throws IOException {
		return parse(NOTHING, arguments);
	}

	private JavaCommand parse(Environment environment, String... arguments) throws IOException {
		List<String> all = new ArrayList<>(List.of("java"));
		all.addAll(List.of(arguments));
		return JavaCommand.parse(all, environment, this.directory.toString());
	}

	private String in(String path) {
		return this.directory + "/" + path;
	}

}
