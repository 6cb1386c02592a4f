package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.trace.Trace;
import io.makedaemon.wire.StageTag;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The trace of real starts, and what a process says that does not understand another.
 */
class TraceIT {

	private static final String SECRET = "s3cr3t";

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	private Path trace() {
		return this.directory.resolve("trace");
	}

	private Launch launch(String... properties) {
		return this.programs.program(Program.class, this.directory, properties);
	}

	@Test
	void hasTheStepsOfEachProcess() throws IOException {
		ProcessFacts daemon = Programs.daemon(launch("attr.startTimeout=PT60S", "then=ready", "password=" + SECRET)
			.environment(Map.of(Trace.VARIABLE, trace().toString(), "PASSWORD", SECRET)));
		List<String> lines = Files.readAllLines(trace());
		assertThat(lines).allMatch((line) -> line.matches("\\d+ (parent|first child|daemon) \\d+ .+"))
			.anyMatch(step("parent", "planned"))
			.anyMatch(step("parent", "sent the plan"))
			.anyMatch(step("first child", "plan received"))
			.anyMatch(step("first child", "setsid = \\d+"))
			.anyMatch(step("first child", "posix_spawn = 0"))
			.anyMatch(step("first child", "reported HANDED_OVER"))
			.anyMatch(step("daemon " + daemon.pid(), "received the handover"))
			.anyMatch(step("daemon " + daemon.pid(), "is READY"))
			.anyMatch(step("parent", "the daemon reports READY"))
			.noneMatch((line) -> line.contains(SECRET) || line.contains("posix_spawn_file_actions"));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(trace()))).isEqualTo("rw-------");
		assertThat(daemon.descriptors().values()).filteredOn(trace().toString()::equals).hasSize(1);
	}

	private static Predicate<String> step(String process, String what) {
		return (line) -> line.matches("\\d+ " + process + "( \\d+)? " + what);
	}

	@Test
	@FullTier
	void isThereForParentThatBecomesAnotherProgram() throws IOException {
		Programs.daemon(launch("attr.startTimeout=PT60S", "then=ready", "-XX:+AlwaysPreTouch",
				"-D" + Trace.PROPERTY + "=" + trace()));
		assertThat(Files.readAllLines(trace())).anyMatch(step("parent", "planned"))
			.anyMatch(step("waiting", "waiting in place of the parent"))
			.anyMatch(step("waiting", "the daemon reports READY"));
	}

	@Test
	void isTakenAgainstTheLaunchDirectory() throws IOException {
		Programs.daemon(launch("attr.startTimeout=PT60S", "then=ready").directory(this.directory)
			.environment(Map.of(Trace.VARIABLE, "trace")));
		assertThat(Files.readAllLines(trace())).anyMatch(step("first child", "plan received"))
			.anyMatch(step("daemon", "is READY"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ln -s target trace", "mkfifo trace", "mkdir trace" })
	void isNeverAnythingButRegularFileAndChangesNothingElse(String command) throws Exception {
		Path target = Files.createFile(this.directory.resolve("target"));
		Run made = this.programs.processes().program("/bin/sh").args("-c", command).directory(this.directory).run();
		assertThat(made.exitCode()).isZero();
		Run parent = launch("attr.startTimeout=PT60S", "then=ready", "-D" + Trace.PROPERTY + "=trace")
			.directory(this.directory)
			.run();
		ProcessFacts daemon = Programs.daemon(parent);
		assertThat(parent.stderr()).isEqualTo("MakeDaemon cannot write its trace: trace: Not a regular file\n");
		assertThat(target).isEmptyFile();
		// The daemon, which works there, does not try again
		assertThat(daemon.workingDirectory()).isEqualTo(Path.of("/"));
		assertThat(Path.of("/trace")).doesNotExist();
	}

	@Test
	void mayHaveNameThatJavaCannotRead() {
		Run parent = launch("attr.startTimeout=PT60S", "then=ready")
			.shell("MAKEDAEMON_TRACE=$(printf '" + this.directory + "/\\303\\244\\377') LC_ALL=C exec \"$@\"")
			.run();
		Programs.daemon(parent);
	}

	@Test
	@FullTier
	@EnabledIfRoot
	void isWrittenByDaemonOfAnotherUserToo() throws IOException {
		Path classes = Files.createDirectory(this.directory.resolve("classes"));
		Programs.CLASS_PATH.copyTo(classes);
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxrwxrwx"));
		Programs.daemon(this.programs.program(classes.toString(), Program.class, this.directory,
				"attr.startTimeout=PT60S", "then=ready", "attr.user=nobody", "attr.capability=NET_BIND_SERVICE",
				"-D" + Trace.PROPERTY + "=" + trace()));
		assertThat(Files.readAllLines(trace())).anyMatch(step("first child", "capset = 0"))
			.anyMatch(step("daemon", "is READY"));
		assertThat(Files.getOwner(trace())).hasToString("root");
	}

	/**
	 * A handover of another version is what a jar makes that was replaced while the
	 * program was being run again. Any file can stand for the pipe.
	 */
	@Test
	void saysInOneSentenceThatTheOtherIsOfAnotherVersion() throws IOException {
		Path handover = Files.write(this.directory.resolve("handover"), new byte[] { 0, 0, 0, 99, 0, 0, 0, 1 });
		Run daemon = launch("-D" + StageTag.NAME + "=" + StageTag.sign(2, 42, "3," + handover))
			.shell("exec \"$@\" 3<" + handover)
			.run();
		assertThat(daemon.exitCode()).isEqualTo(1);
		assertThat(daemon.stderr()).matches("cannot read the first child's message: its MakeDaemon uses version 99 of "
				+ "the protocol between the processes, and this one uses version \\d+: the jar was replaced in the "
				+ "meantime, start again\n");
	}

}
