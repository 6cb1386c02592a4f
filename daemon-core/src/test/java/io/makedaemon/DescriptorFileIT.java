package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.programs.DescriptorProgram;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.LockProber;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Files that the program opens itself in the parent, and hands over by their descriptors.
 */
class DescriptorFileIT {

	private static final int SOME = 20;

	@RegisterExtension
	final Programs programs = new Programs().untraced();

	@TempDir
	Path directory;

	@Test
	void areTheParentsOpenFilesAndLockedAtEveryMoment() throws IOException {
		Path first = Files.createFile(this.directory.resolve("first"));
		Path second = Files.createFile(this.directory.resolve("second"));
		LockProber prober = new LockProber(this.programs.processes(), first, this.directory);
		ProcessFacts daemon = Programs
			.daemon(launch(first, second).environment(Map.of("__DAEMON_FD_3", "the user's own")));
		assertThat(Programs.facts(this.directory)).containsEntry("names", "the first \u00e4,the second")
			.containsEntry("variables", "[__DAEMON_FD_3]");
		LockProber.Result result = prober.stop();
		assertThat(result.tries()).isGreaterThan(SOME);
		assertThat(result.successes()).isZero();
		assertThat(daemon.environment()).contains("__DAEMON_FD_3=the user's own");
		// At the position that the parent has left it at
		assertThat(first).hasContent("by the parent\nby the daemon\n");
		assertThat(second).hasContent("by the parent\n");
		assertThat(LockProber.canLock(this.programs.processes(), second)).isFalse();
		assertThat(this.programs.processes().alive()).containsExactly(daemon);
	}

	@Test
	void areOpenInTheDaemonAloneAndNothingElse() throws IOException {
		Path first = Files.createFile(this.directory.resolve("first"));
		Path second = Files.createFile(this.directory.resolve("second"));
		ProcessFacts daemon = Programs.daemon(launch(first, second).shell("exec \"$@\" <&- >/dev/stdout 2>&-"));
		Programs.facts(this.directory);
		assertThat(daemon.descriptors().values()).containsOnlyOnce(first.toString(), second.toString());
		assertThat(daemon.descriptors().values()).noneMatch((target) -> target.startsWith("pipe:"));
	}

	@Test
	void areFailureOfTheProgramWhenItCannotLockThem() throws IOException {
		Path first = Files.createFile(this.directory.resolve("first"));
		Path second = Files.createFile(this.directory.resolve("second"));
		Path temporary = Files.createDirectory(this.directory.resolve("tmp"));
		ProcessFacts daemon = Programs.daemon(launch(first, second));
		Run run = launch(Files.createFile(this.directory.resolve("third")), second, "java.io.tmpdir=" + temporary)
			.run();
		assertThat(run.exitCode()).isEqualTo(7);
		assertThat(run.stdout()).startsWith("DaemonException: the program's own failure: cannot lock " + second);
		assertThat(this.programs.processes().alive()).containsExactly(daemon);
		try (Stream<Path> left = Files.list(temporary)) {
			assertThat(left.map((file) -> file.getFileName().toString()))
				.noneMatch((name) -> name.startsWith("makedaemon"));
		}
	}

	private Launch launch(Path first, Path second, String... properties) {
		String[] all = Stream.concat(Stream.of("files=" + first + "," + second), Stream.of(properties))
			.toArray(String[]::new);
		return this.programs.program(DescriptorProgram.class, this.directory, all);
	}

}
