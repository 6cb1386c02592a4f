package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

import jnr.constants.platform.Errno;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.programs.Program;
import io.makedaemon.programs.RetryingProgram;
import io.makedaemon.testsupport.ClassPath;
import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.ScriptedJdk;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A start that fails is an exception in the parent, which then is as it was before, and
 * alone.
 */
class FailedStartIT {

	/** Where a class file has the version of Java it needs. */
	private static final int MAJOR_VERSION = 7;

	/** Others start processes too. */
	private static final String SLEEP_WITH_ID = "for i in 1 2 3 4 5 6 7 8 9; do"
			+ " echo $1 > /proc/sys/kernel/ns_last_pid || exit; sleep 600 & test $! -eq $2 && echo done && wait && exit;"
			+ " kill $!; done";

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@Test
	void saysThatWorkingDirectoryIsMissing() throws IOException {
		assertThat(failure("attr.workingDirectory=missing dir"))
			.isEqualTo("SystemCallException: cannot enter the working directory " + this.directory
					+ "/missing dir: No such file or directory (chdir: ENOENT)");
	}

	@Test
	@JdkSensitive
	void saysWhatTheJvmSaidWhenItDoesNotStart() throws IOException {
		saysWhatTheJvmSaidWhenItDoesNotStart("-XX:NoSuchOption=1", true, "Unrecognized VM option 'NoSuchOption=1'");
	}

	/**
	 * The address space of a machine is larger than its memory.
	 */
	@FullTier
	@JdkSensitive
	@ParameterizedTest(name = "{0}, captured {1}")
	@CsvSource(delimiter = '|', textBlock = """
			-XX:NoSuchOption=1      | false | Unrecognized VM option 'NoSuchOption=1'
			-Xmx99999g              | true  | Could not reserve enough space
			-Xmx99999g              | false | Could not reserve enough space
			-javaagent:/missing.jar | true  | Error opening zip file or JAR manifest missing : /missing.jar
			-javaagent:/missing.jar | false | Error opening zip file or JAR manifest missing : /missing.jar
			""")
	void saysWhatTheJvmSaidWhenItDoesNotStart(String option, boolean captured, String message) throws IOException {
		assertThat(failure("attr.jvmOption=" + option, "attr.startTimeout=PT60S", "attr.captureOutput=" + captured))
			.startsWith(
					"StartFailedException: the daemon ended with exit code 1 before it was ready; it had printed:\n")
			.contains(message);
	}

	@JdkSensitive
	@ParameterizedTest(name = "captured {0}")
	@FullTier
	@ValueSource(booleans = { true, false })
	void saysThatTheMainClassIsOfAnotherJava(boolean captured) throws IOException {
		Path file = mainClass();
		assertThat(failureAfterChange(captured, () -> {
			byte[] content = Files.readAllBytes(file);
			content[MAJOR_VERSION] = 99;
			Files.write(file, content);
		})).contains("java.lang.UnsupportedClassVersionError", "99.0");
	}

	@ParameterizedTest(name = "captured {0}")
	@ValueSource(booleans = { true, false })
	void saysThatTheMainClassIsGone(boolean captured) throws IOException {
		Path file = mainClass();
		assertThat(failureAfterChange(captured, () -> Files.delete(file)))
			.contains("Could not find or load main class " + Program.class.getName());
	}

	@Test
	void saysThatTheNativeLibraryIsNotOnTheClassPath() throws IOException {
		assertThat(failure(ClassPath.of(Daemon.class, Program.class, Errno.class)))
			.isEqualTo("DaemonException: the native library cannot be loaded: com.kenai.jffi.Library is not on the "
					+ "class path, which needs jnr-posix and all its dependencies");
	}

	@Test
	void saysThatTheJavaLauncherIsGone() throws IOException {
		ScriptedJdk jdk = ScriptedJdk.create(this.programs.jdk(), this.directory.resolve("jdk"), "exec \"$@\"");
		Started parent = this.programs.processes()
			.program(jdk.launcher().toString())
			.args("-cp", Programs.CLASS_PATH.toString())
			.args(Programs.properties(this.directory, "wait=true"))
			.args(Program.class.getName())
			.start();
		Awaitility.await().atMost(Programs.TIMEOUT).until(() -> parent.stdout().contains("waiting"));
		Files.delete(jdk.launcher());
		jdk.removeLinks();
		Programs.go(this.directory);
		assertThat(failure(parent)).isEqualTo(
				"waiting\nDaemonException: cannot make a daemon: " + jdk.launcher() + ": No such file or directory");
	}

	private Path mainClass() {
		Path classes = this.directory.resolve("classes");
		ClassPath.of(Program.class).copyTo(classes);
		return classes.resolve(Program.class.getName().replace('.', '/') + ".class");
	}

	/**
	 * The failure of a program that is changed while the parent's JVM runs.
	 */
	private String failureAfterChange(boolean captured, Change change) throws IOException {
		String original = ClassPath.of(Program.class).toString();
		Started parent = this.programs
			.program(Programs.CLASS_PATH.toString().replace(original, this.directory.resolve("classes").toString()),
					Program.class, this.directory, "wait=true", "attr.startTimeout=PT60S",
					"attr.captureOutput=" + captured)
			.start();
		Awaitility.await().atMost(Programs.TIMEOUT).until(() -> parent.stdout().contains("waiting"));
		change.apply();
		Programs.go(this.directory);
		String failure = failure(parent);
		assertThat(failure)
			.startsWith("waiting\nStartFailedException: the daemon ended with exit code 1 before it was ");
		return failure;
	}

	@Test
	void saysWhatTheDaemonReports() throws IOException {
		assertThat(failure("then=fail", "attr.startTimeout=PT60S"))
			.isEqualTo("StartFailedException: no database at localhost:5432");
	}

	@Test
	@FullTier
	void endsDaemonThatReportsFailureAndStays() throws IOException {
		assertThat(failure("then=failAndStay", "attr.startTimeout=PT60S"))
			.isEqualTo("StartFailedException: no database, but still here");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void saysWhatTheDaemonPrintedWhenItEnds(boolean captured) throws IOException {
		assertThat(failure("then=exit", "attr.startTimeout=PT60S", "attr.captureOutput=" + captured))
			.isEqualTo("StartFailedException: the daemon ended with exit code 3 before it was ready; it had printed:\n"
					+ "printed before the end");
	}

	@Test
	@FullTier
	void endsDaemonThatIsNotReadyInTime() throws IOException {
		assertThat(failure("then=readyOnGo", "attr.startTimeout=PT5S"))
			.startsWith("StartTimeoutException: the daemon was not ready within 5 seconds, and was stopped\n")
			.contains("\n\nIts threads:\n", "\"main\" #", "io.makedaemon.programs.Go.await");
	}

	@Test
	@FullTier
	void killsDaemonThatDoesNotEndBySigterm() throws IOException {
		assertThat(failure("then=neverEnd", "attr.startTimeout=PT2S"))
			.startsWith("StartTimeoutException: the daemon was not ready within 2 seconds, and was stopped\n");
	}

	@Test
	void noticesThatTheDaemonIsKilled() {
		Started parent = waitingParent();
		processes("-D__DAEMON_STAGE=").forEach(ProcessFacts::kill);
		assertThat(failure(parent))
			.isEqualTo("StartFailedException: the daemon was killed by SIGKILL (by somebody, or by the kernel because "
					+ "memory ran out) before it was ready");
	}

	@Test
	void noticesThatFirstChildAndDaemonAreKilled() {
		Started parent = waitingParent();
		processes(Stage1FirstChild.class.getName()).forEach(ProcessFacts::kill);
		processes("-D__DAEMON_STAGE=").forEach(ProcessFacts::kill);
		assertThat(failure(parent)).isEqualTo("StartFailedException: the daemon ended before it was ready");
	}

	@Test
	void goesOnWaitingWhenTheFirstChildIsKilled() {
		Started parent = waitingParent();
		processes(Stage1FirstChild.class.getName()).forEach(ProcessFacts::kill);
		Programs.go(this.directory);
		Programs.daemon(parent.await());
	}

	private Started waitingParent() {
		Started parent = launch(Program.class, "then=readyOnGo", "attr.startTimeout=PT60S").start();
		Programs.facts(this.directory);
		return parent;
	}

	private List<ProcessFacts> processes(String argument) {
		List<ProcessFacts> found = this.programs.processes()
			.alive()
			.stream()
			.filter((process) -> process.toString().contains(argument))
			.toList();
		assertThat(found).hasSize(1);
		return found;
	}

	@Test
	@JdkSensitive
	void leavesParentAsItWas() {
		leavesParentAsItWas("attr.workingDirectory=missing", "cannot enter the working directory");
	}

	/**
	 * The descriptors and shutdown hooks of a program that has failed once are not what
	 * they were before, since classes have been loaded; those after a second failure must
	 * be.
	 */
	@FullTier
	@JdkSensitive
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					attr.workingDirectory=missing attr.descriptor=/dev/zero | cannot enter the working directory
					attr.startTimeout=PT0.3S                                | the daemon was not ready
					attr.jvmOption=-XX:Nonsense                             | the daemon ended with exit code 1 before it was ready
					""")
	void leavesParentAsItWas(String properties, String message) {
		Stream<String> all = Stream.concat(
				Stream.of("attr.startTimeout=PT60S", "--add-opens=java.base/java.lang=ALL-UNNAMED"),
				Stream.of(properties.split(" ")));
		Started parent = launch(RetryingProgram.class, all.toArray(String[]::new)).start();
		Properties facts = Programs.facts(this.directory);
		assertThat(this.programs.processes().alive()).containsExactly(new ProcessFacts(parent.pid()));
		Programs.go(this.directory);
		assertThat(parent.await().exitCode()).isEqualTo(7);
		assertThat(facts.getProperty("first.message")).startsWith(message);
		assertThat(facts.getProperty("second.message")).startsWith(message);
		assertThat(facts).containsEntry("stage", "parent");
		assertThat(facts.getProperty("second.descriptors")).isEqualTo(facts.getProperty("first.descriptors"));
		assertThat(facts.getProperty("first.hooks")).doesNotContain("makedaemon");
		assertThat(facts.getProperty("second.hooks")).doesNotContain("makedaemon");
	}

	/**
	 * The text of the exception in a parent that goes on after it, with nothing else left
	 * of the start.
	 */
	private String failure(String... properties) throws IOException {
		return failure(Programs.CLASS_PATH, properties);
	}

	private String failure(ClassPath classPath, String... properties) throws IOException {
		Path temporary = Files.createDirectory(this.directory.resolve("tmp"));
		String[] all = Stream.concat(Stream.of("java.io.tmpdir=" + temporary), Stream.of(properties))
			.toArray(String[]::new);
		String failure = failure(this.programs.program(classPath.toString(), Program.class, this.directory, all)
			.directory(this.directory)
			.start());
		assertThat(temporary).isEmptyDirectory();
		return failure;
	}

	private String failure(Started parent) {
		Run run = parent.await();
		assertThat(this.programs.processes().alive()).isEmpty();
		assertThat(run.exitCode()).isEqualTo(7);
		String goesOn = "\ngoing on as parent\n";
		assertThat(run.stdout()).endsWith(goesOn);
		return run.stdout().substring(0, run.stdout().length() - goesOn.length());
	}

	private Launch launch(Class<?> main, String... properties) {
		return this.programs.program(main, this.directory, properties).directory(this.directory);
	}

	/**
	 * The user has stopped the command, as by Ctrl-Z. Meanwhile the daemon's process id
	 * comes round again.
	 */
	@Test
	@FullTier
	@EnabledIfRoot
	void endsNoStrangerThatHasGotTheDaemonsId() {
		Started parent = launch(Program.class, "then=readyOnGo", "attr.startTimeout=PT60S").start();
		Programs.facts(this.directory);
		ProcessFacts daemon = this.programs.processes().daemon();
		new ProcessFacts(parent.pid()).signal("STOP");
		daemon.kill();
		Awaitility.await("the first child has asked how it has ended")
			.atMost(Programs.TIMEOUT)
			.until(() -> ProcessHandle.of(daemon.pid()).isEmpty());
		Started shell = this.programs.processes()
			.program("/bin/sh")
			.args("-c", SLEEP_WITH_ID, "sh", Long.toString(daemon.pid() - 1), Long.toString(daemon.pid()))
			.start();
		ProcessFacts stranger = new ProcessFacts(daemon.pid());
		Awaitility.await("the process id has come round")
			.atMost(Programs.TIMEOUT)
			.until(() -> !shell.isAlive() || shell.stdout().equals("done\n"));
		assumeThat(shell.isAlive()).as("the kernel lets the next process id be chosen").isTrue();
		new ProcessFacts(parent.pid()).signal("CONT");
		Run run = parent.await();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(run.stdout()).contains("the daemon was killed by SIGKILL (by somebody");
		assertThat(stranger.isAlive()).isTrue();
		assertThat(stranger.commandLine()).containsExactly("sleep", "600");
	}

	/**
	 * A change of files.
	 */
	private interface Change {

		void apply() throws IOException;

	}

}
