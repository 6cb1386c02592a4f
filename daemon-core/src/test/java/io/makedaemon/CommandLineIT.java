package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import com.kenai.jffi.Library;
import jnr.constants.platform.Errno;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.makedaemon.programs.Program;
import io.makedaemon.programs.SocketAgent;
import io.makedaemon.testsupport.ClassPath;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JarFiles;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

/**
 * The daemon gets the command line that the user typed, byte for byte, with what it meant
 * in the directory in which it was typed.
 */
@JdkSensitive
class CommandLineIT {

	/** The longest argument that the kernel takes, MAX_ARG_STRLEN; see execve(2). */
	private static final int LONGEST_ARGUMENT = 128 << 10;

	private static final String NO_TEMPORARY_DIRECTORY = "java.io.tmpdir=/nonexistent";

	@RegisterExtension
	final Programs programs = new Programs().withPlainJvm();

	@TempDir
	Path directory;

	/**
	 * JUnit warns of those that it deletes itself.
	 */
	@AfterEach
	void deleteLinks() throws IOException {
		try (Stream<Path> files = Files.walk(this.directory)) {
			for (Path link : files.filter(Files::isSymbolicLink).toList()) {
				Files.delete(link);
			}
		}
	}

	@Test
	void keepsArguments() {
		keepsArguments(List.of("", "", "a  b ", "\"double\" 'single' \\back", "two\nlines", "@not-a-file", "--"));
	}

	@FullTier
	@ParameterizedTest(name = "{0}")
	@MethodSource("lists")
	void keepsArguments(List<String> arguments) {
		ProcessFacts daemon = Programs.daemon(program().args(arguments.toArray(String[]::new)));
		assertThat(arguments(daemon)).isEqualTo(arguments);
		assertThat(list("args")).isEqualTo(arguments);
	}

	static Stream<Named<List<String>>> lists() {
		return Stream.of(named("empty ones", List.of("", "", "x", "")), named("spaces", List.of(" ", "a  b ", "\t")),
				named("quotes", List.of("\"double\" 'single' \\back", "'", "\"", "$HOME `ls` *")),
				named("newlines", List.of("two\nlines", "\n", "end\r\n")),
				named("what options look like", List.of("-Dnot.an=option", "@not-a-file", "@@", "-cp", "--")),
				named("more than 4 KiB", IntStream.range(0, 1000).mapToObj((i) -> "argument " + i).toList()),
				named("one of 120 KiB", List.of("x".repeat(120 << 10), "last")));
	}

	@Test
	void keepsBytesOfArgumentsThatTheCharsetCannotExpress() {
		ProcessFacts daemon = Programs.daemon(program().shell("exec \"$@\" \"$(printf 'b\\303\\244\\351\\377')\" last")
			.environment(Map.of("LC_ALL", "C")));
		assertThat(arguments(daemon)).containsExactly("b\u00c3\u00a4\u00e9\u00ff", "last");
	}

	@Test
	@FullTier
	void keepsClassPathOfHundredKibibytes() {
		String classPath = Programs.CLASS_PATH + missing(100 << 10, "/opt/example/lib/");
		ProcessFacts daemon = Programs.daemon(this.programs.program(classPath, Program.class, this.directory));
		assertThat(daemon.commandLine()).containsSubsequence("-cp", classPath, Program.class.getName());
		assertThat(Programs.facts(this.directory)).containsEntry("classPath", classPath);
	}

	/**
	 * As many elements of a class path as take up some space.
	 */
	private static String missing(int length, String prefix) {
		StringBuilder elements = new StringBuilder();
		for (int i = 0; elements.length() < length; i++) {
			elements.append(':').append(prefix).append("missing-").append(i).append(".jar");
		}
		return elements.toString();
	}

	@Test
	@FullTier
	void findsClassPathThatIsTooLongForOneArgument() throws IOException {
		String classPath = linkClassPath("classes") + missing(LONGEST_ARGUMENT, "lib/");
		Files.writeString(this.directory.resolve("options"), "-cp " + classPath);
		ProcessFacts daemon = Programs.daemon(java("@options").args(Program.class.getName(), "argument"));
		Properties facts = Programs.facts(this.directory);
		assertThat(facts).containsEntry("args", "argument").containsEntry("classPath", absolute(classPath));
		assertThat(daemon.descriptors().values()).noneMatch((target) -> target.startsWith("/memfd:"));
	}

	@Test
	void findsRelativePathsOfArgumentFile() throws IOException {
		String classPath = linkClassPath("lib/nested");
		Files.createDirectories(this.directory.resolve("conf/nested"));
		Files.writeString(this.directory.resolve("conf/nested/options"),
				"-cp \"" + classPath + "\" # the program\n-Dfrom.file=1\n");
		ProcessFacts daemon = Programs
			.daemon(java("@conf/nested/options", "-Dfrom=2").args(Program.class.getName(), "@conf/nested/options"));
		assertThat(daemon.commandLine()).containsSubsequence("-cp", absolute(classPath), "-Dfrom.file=1", "-Dfrom=2");
		assertThat(list("args")).containsExactly("@conf/nested/options");
	}

	@Test
	@FullTier
	void findsClassPathOfTheEnvironment() throws IOException {
		String classPath = linkClassPath("classes");
		Programs.daemon(java().args(Program.class.getName()).environment(Map.of("CLASSPATH", classPath)));
		assertThat(Programs.facts(this.directory)).containsEntry("stage.after", "daemon")
			.containsEntry("env.CLASSPATH", classPath);
	}

	/**
	 * A class path cannot be in such a directory: {@code java} itself does not find it.
	 */
	@Test
	@FullTier
	void findsLaunchDirectoryThatTheCharsetCannotExpress() throws IOException {
		Path typedIn = Files.createDirectory(this.directory.resolve("kl\u00e4ssen"));
		ProcessFacts daemon = Programs
			.daemon(program("-Xlog:gc*:file=gc.log").directory(typedIn).environment(Map.of("LC_ALL", "C")));
		Programs.facts(this.directory);
		assertThat(daemon.commandLine()).contains("-Xlog:gc*:file=" + this.directory + "/kl\u00c3\u00a4ssen/gc.log");
		assertThat(daemon.descriptors()).containsValue(typedIn + "/gc.log");
	}

	@Test
	@FullTier
	void findsModule() throws IOException {
		Path modules = Files.createDirectories(this.directory.resolve("lib/modules"));
		JarFiles.create(modules.resolve("io.makedaemon.core.jar"), ClassPath.of(Daemon.class), Map.of());
		compileModule(modules);
		ClassPath others = ClassPath.of(Library.class, Errno.class).withResource("jni/x86_64-Linux/libjffi-1.2.so");
		String main = "example/" + Program.class.getName();
		ProcessFacts daemon = Programs
			.daemon(java("-p", "lib/modules", "-cp", others.toString()).args("-m", main, "argument"));
		assertThat(daemon.commandLine()).containsSubsequence("-p", modules.toString(), "-m", main, "argument");
		assertThat(list("args")).containsExactly("argument");
	}

	/**
	 * Makes a module of the programs, without the tests' other packages: core has some of
	 * the same names.
	 */
	private void compileModule(Path modules) throws IOException {
		Path all = this.directory.resolve("all");
		ClassPath.of(Program.class).copyTo(all);
		Path packageOfPrograms = Path.of("io/makedaemon/programs");
		Path module = modules.resolve("example");
		Files.createDirectories(module.resolve("io/makedaemon"));
		Files.move(all.resolve(packageOfPrograms), module.resolve(packageOfPrograms));
		Path source = Files.writeString(modules.resolve("module-info.java"),
				"module example { requires io.makedaemon.core; requires java.management; }");
		int errors = ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "--release", "17", "-Xlint:-requires-automatic", "-p", modules.toString(), "-d",
					module.toString(), source.toString());
		assertThat(errors).isZero();
	}

	@Test
	void findsJarAndWhatItNames() throws IOException {
		String classPath = linkClassPath("lib/classes").replace(":", " ").replace("lib/", "");
		Path jar = this.directory.resolve("lib/app.jar");
		JarFiles.create(jar, new ClassPath(List.of()),
				Map.of("Main-Class", Program.class.getName(), "Class-Path", "missing.jar " + classPath));
		ProcessFacts daemon = Programs.daemon(java("-jar", "lib/app.jar", "-jar", "b"));
		assertThat(daemon.commandLine()).containsSubsequence("-jar", jar.toString(), "-jar", "b");
		assertThat(list("args")).containsExactly("-jar", "b");
	}

	@Test
	void appliesOptionsOfTheEnvironmentOnce() {
		ProcessFacts daemon = Programs.daemon(program("-Xmx123m").environment(Map.of("JAVA_TOOL_OPTIONS", "-Dtool=1",
				"JDK_JAVA_OPTIONS", "-Djdk=1", "_JAVA_OPTIONS", "-Dunderscore=1")));
		assertThat(list("inputArguments")).containsOnlyOnce("-Dtool=1", "-Djdk=1", "-Dunderscore=1", "-Xmx123m");
		assertThat(daemon.commandLine()).contains("-Xmx123m").doesNotContain("-Dtool=1", "-Djdk=1", "-Dunderscore=1");
	}

	@Test
	void putsOptionsOfTheDaemonBehindTheUsers() {
		ProcessFacts daemon = Programs.daemon(program("-Xmx123m", "attr.jvmOption=-Xmx124m"));
		assertThat(daemon.commandLine()).containsSubsequence("-Xmx123m", "-Xmx124m", Program.class.getName());
	}

	/**
	 * {@code AbsolutePathsTests} has all options and forms; here the JVM says that it
	 * takes them, in a daemon that works in another directory.
	 */
	@Test
	void makesPathsInOptionsAbsolute() throws IOException {
		String classPath = linkClassPath("classes") + ":.";
		for (String file : List.of("more-options", "compile-commands", "flags")) {
			Files.createFile(this.directory.resolve(file));
		}
		Files.createDirectory(this.directory.resolve("logs"));
		JarFiles.create(this.directory.resolve("agent.jar"), new ClassPath(List.of()),
				Map.of("Premain-Class", SocketAgent.class.getName()));
		Files.createSymbolicLink(this.directory.resolve("logs/agent.so"),
				this.programs.jdk().home().resolve("lib/libinstrument.so"));
		List<String> typed = List.of("-splash:%s/image.png", "-Xbootclasspath/a:%s/boot:%s/boot.jar",
				"--module-path=%s/modules", "--upgrade-module-path=%s/modules", "--patch-module=java.base=%s/patch",
				"-javaagent:%s/agent.jar=a=b", "-agentpath:%s/logs/agent.so=" + this.directory + "/agent.jar=c",
				"-Xlog:gc*:file=%s/logs/gc.log:time:filecount=2", "-XX:Flags=%s/flags",
				"-XX:VMOptionsFile=%s/more-options", "-XX:CompileCommandFile=%s/compile-commands",
				"-XX:HeapDumpPath=%s/logs", "-XX:ErrorFile=%s/logs/error.log",
				"-XX:FlightRecorderOptions=repository=%s/recordings,stackdepth=32");
		Launch launch = java(typed.stream().map((option) -> option.replace("%s/", "")).toArray(String[]::new))
			.args("-cp", classPath, "--module-path", "modules", Program.class.getName(), "logs/gc.log");
		List<String> expected = new ArrayList<>();
		typed.forEach((option) -> expected.add(option.replace("%s", this.directory.toString())));
		Collections.addAll(expected, "-cp", absolute(classPath), "--module-path", this.directory + "/modules",
				Program.class.getName(), "logs/gc.log");
		ProcessFacts daemon = Programs.daemon(launch);
		assertThat(daemon.commandLine()).containsSubsequence(expected);
		assertThat(daemon.workingDirectory()).isEqualTo(Path.of("/"));
		Programs.facts(this.directory);
		assertThat(daemon.descriptors()).containsValue(this.directory + "/logs/gc.log");
	}

	@Test
	@FullTier
	void findsLauncherThatIsReachedThroughLink() throws IOException {
		Path link = Files.createSymbolicLink(this.directory.resolve("my java"), this.programs.jdk().java());
		assertRuns(link.toString(), "exec \"$@\"");
	}

	@Test
	@FullTier
	void findsLauncherThatIsReachedThroughPath() throws IOException {
		assertRuns("java", "PATH='" + this.programs.jdk().home() + "/bin':$PATH; exec \"$@\"");
	}

	private void assertRuns(String name, String script) throws IOException {
		ProcessFacts daemon = Programs.daemon(launchedBy(name).shell(script));
		assertThat(daemon.commandLine().get(0)).isEqualTo(name);
		assertThat(daemon.executable()).isEqualTo(this.programs.jdk().java().toRealPath());
		assertThat(Programs.facts(this.directory)).containsEntry("programName", name);
	}

	@Test
	@FullTier
	void findsLauncherThatIsReplacedWhileItRuns() throws IOException {
		Jdk jdk = this.programs.jdk().withOwnLauncher(this.directory.resolve("jdk"));
		Started parent = launchedBy(jdk.java().toString(), "wait=true").start();
		Awaitility.await().atMost(Programs.TIMEOUT).until(() -> parent.stdout().equals("waiting\n"));
		Path upgrade = Files.copy(jdk.java(), this.directory.resolve("upgrade"));
		Files.move(upgrade, jdk.java(), StandardCopyOption.REPLACE_EXISTING);
		assertThat(new ProcessFacts(parent.pid()).executable()).hasToString(jdk.java() + " (deleted)");
		Programs.go(this.directory);
		ProcessFacts daemon = Programs.daemon(parent.await());
		assertThat(daemon.executable()).isEqualTo(jdk.java());
	}

	@Test
	void saysThatOtherLauncherCannotBeRunAgain() throws IOException {
		Jdk jdk = this.programs.jdk().withOwnLauncher(this.directory.resolve("jdk"));
		Path launcher = Files.move(jdk.java(), jdk.java().resolveSibling("myapp"));
		assertFails(launchedBy(launcher.toString(), NO_TEMPORARY_DIRECTORY), launcher.toString(), "java launcher");
	}

	@Test
	void saysThatNativeImageCannotBeRunAgain() {
		assertFails(program("org.graalvm.nativeimage.imagecode=runtime", NO_TEMPORARY_DIRECTORY), "native image");
	}

	/**
	 * One sentence. Nothing was started for it, not even for a moment: a first child has
	 * files in the temporary directory, and there is none.
	 */
	private void assertFails(Launch launch, String... words) {
		Run run = launch.run();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(run.stdout()).matches("DaemonException: [^\n]+\ngoing on as parent\n")
			.contains(words)
			.doesNotContain("java.io", "java.nio");
		assertThat(this.programs.processes().alive()).isEmpty();
	}

	@Test
	void knowsWhenAndWhereTheUserTypedTheCommand() {
		long before = System.currentTimeMillis();
		Programs.daemon(program().directory(this.directory));
		long after = System.currentTimeMillis();
		Properties facts = Programs.facts(this.directory);
		assertThat(facts).containsEntry("launchDirectory", this.directory.toString());
		assertThat(Instant.parse(facts.getProperty("startedAt")).toEpochMilli()).isBetween(before - 20, after);
	}

	@Test
	@FullTier
	void getsMessageOfTheParent() {
		Programs.daemon(program("attr.message=caf\u00e9 \u2603").environment(Map.of("LC_ALL", "C.UTF-8")));
		assertThat(Programs.facts(this.directory)).containsEntry("message", "caf\u00e9 \u2603");
	}

	private Launch program(String... properties) {
		return this.programs.program(Program.class, this.directory, properties);
	}

	private Launch launchedBy(String launcher, String... properties) {
		return this.programs.processes()
			.program(launcher)
			.args("-cp", Programs.CLASS_PATH.toString())
			.args(Programs.properties(this.directory, properties))
			.args(Program.class.getName());
	}

	/**
	 * A command line that begins with some options, typed in the test's directory.
	 */
	private Launch java(String... options) {
		return this.programs.processes()
			.java(this.programs.jdk())
			.args(Programs.properties(this.directory))
			.args(options)
			.directory(this.directory);
	}

	/**
	 * Makes the programs' class path one of relative paths.
	 */
	private String linkClassPath(String relative) throws IOException {
		Files.createDirectories(this.directory.resolve(relative));
		List<String> elements = new ArrayList<>();
		for (Path element : Programs.CLASS_PATH.elements()) {
			String name = relative + "/" + elements.size();
			Files.createSymbolicLink(this.directory.resolve(name), element);
			elements.add(Files.isDirectory(element) ? name + "/" : name);
		}
		return String.join(":", elements);
	}

	private String absolute(String classPath) {
		return Stream.of(classPath.split(":", -1))
			.map((element) -> element.equals(".") ? this.directory.toString() : this.directory + "/" + element)
			.collect(Collectors.joining(":"));
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
