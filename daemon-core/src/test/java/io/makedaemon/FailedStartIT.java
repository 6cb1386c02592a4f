package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.programs.Program;
import io.makedaemon.programs.RetryingProgram;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.OnEachJdk;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A start that fails is an exception in the parent, which then is as it was before, and
 * alone.
 */
@OnEachJdk
class FailedStartIT {

	@RegisterExtension
	final Programs programs;

	@TempDir
	Path directory;

	FailedStartIT(Jdk jdk) {
		this.programs = new Programs(jdk);
	}

	@Test
	void saysThatWorkingDirectoryIsMissing() throws IOException {
		assertThat(failure("attr.workingDirectory=missing dir"))
			.isEqualTo("SystemCallException: cannot enter the working directory " + this.directory
					+ "/missing dir: No such file or directory (chdir: ENOENT)");
	}

	@Test
	void saysWhatTheJvmSaidWhenItDoesNotStart() throws IOException {
		assertThat(failure("attr.jvmOption=-XX:NoSuchOption=1", "attr.startTimeout=PT60S", "attr.captureOutput=true"))
			.startsWith("StartFailedException: the daemon ended before it was ready; it had printed:\n")
			.contains("Unrecognized VM option 'NoSuchOption=1'");
	}

	@Test
	void saysWhatTheDaemonReports() throws IOException {
		assertThat(failure("then=fail", "attr.startTimeout=PT60S"))
			.isEqualTo("StartFailedException: no database at localhost:5432");
	}

	@Test
	void endsDaemonThatReportsFailureAndStays() throws IOException {
		assertThat(failure("then=failAndStay", "attr.startTimeout=PT60S"))
			.isEqualTo("StartFailedException: no database, but still here");
	}

	@Test
	void saysWhatTheDaemonPrintedWhenItEnds() throws IOException {
		assertThat(failure("then=exit", "attr.startTimeout=PT60S", "attr.captureOutput=true"))
			.startsWith("StartFailedException: the daemon ended before it was ready; it had printed:\n")
			.endsWith("printed before the end");
	}

	@Test
	void saysThatTheDaemonEndedWhenItPrintedNothing() throws IOException {
		assertThat(failure("then=exit", "attr.startTimeout=PT60S"))
			.isEqualTo("StartFailedException: the daemon ended before it was ready");
	}

	@Test
	void endsDaemonThatIsNotReadyInTime() throws IOException {
		assertThat(failure("then=readyOnGo", "attr.startTimeout=PT2S"))
			.isEqualTo("StartTimeoutException: the daemon was not ready within 2 seconds, and was stopped");
	}

	@Test
	void noticesThatTheDaemonIsKilled() {
		Started parent = launch(Program.class, "then=readyOnGo", "attr.startTimeout=PT60S").start();
		Programs.facts(this.directory);
		this.programs.processes()
			.alive()
			.stream()
			.filter((process) -> process.pid() != parent.pid())
			.forEach(ProcessFacts::kill);
		Run run = parent.await();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(run.stdout())
			.isEqualTo("StartFailedException: the daemon ended before it was ready\ngoing on as parent\n");
		this.programs.processes().awaitNone();
	}

	/**
	 * The descriptors and shutdown hooks of a program that has failed once are not what
	 * they were before, since classes have been loaded; those after a second failure must
	 * be.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			attr.workingDirectory=missing | cannot enter the working directory
			attr.startTimeout=PT0.3S      | the daemon was not ready
			attr.jvmOption=-XX:Nonsense   | the daemon ended before it was ready
			""")
	void leavesParentAsItWas(String property, String message) {
		Started parent = launch(RetryingProgram.class, "attr.startTimeout=PT60S", property,
				"--add-opens=java.base/java.lang=ALL-UNNAMED")
			.start();
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
		Path temporary = Files.createDirectory(this.directory.resolve("tmp"));
		String[] all = Stream.concat(Stream.of("java.io.tmpdir=" + temporary), Stream.of(properties))
			.toArray(String[]::new);
		Run run = launch(Program.class, all).run();
		assertThat(this.programs.processes().alive()).isEmpty();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(temporary).isEmptyDirectory();
		String goesOn = "\ngoing on as parent\n";
		assertThat(run.stdout()).endsWith(goesOn);
		return run.stdout().substring(0, run.stdout().length() - goesOn.length());
	}

	private Launch launch(Class<?> main, String... properties) {
		return this.programs.program(main, this.directory, properties).directory(this.directory);
	}

}
