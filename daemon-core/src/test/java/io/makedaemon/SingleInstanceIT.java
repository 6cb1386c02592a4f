package io.makedaemon;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.Jdk;
import io.makedaemon.testsupport.OnEachJdk;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many commands at the same time: there is one daemon, and all the others say which.
 */
@OnEachJdk
class SingleInstanceIT {

	private static final int COMMANDS = 50;

	@RegisterExtension
	final Programs programs;

	@TempDir
	Path directory;

	SingleInstanceIT(Jdk jdk) {
		this.programs = new Programs(jdk);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT2M" })
	void startsOneDaemon(String timeout) {
		Path file = this.directory.resolve("example.pid");
		List<Started> commands = IntStream.range(0, COMMANDS)
			.mapToObj((command) -> this.programs
				.program(Program.class, this.directory, "-XX:TieredStopAtLevel=1", "attr.pidFile=" + file,
						"attr.startTimeout=" + timeout)
				.start())
			.toList();
		List<Run> runs = commands.stream().map(Started::await).toList();
		List<Run> successes = runs.stream().filter((run) -> run.exitCode() == 0).toList();
		assertThat(successes).hasSize(1);
		ProcessFacts daemon = Programs.daemon(successes.get(0));
		assertThat(runs).filteredOn((run) -> run.exitCode() != 0)
			.hasSize(COMMANDS - 1)
			.allSatisfy((run) -> assertThat(run.stdout()).startsWith("FileLockedException: " + file
					+ " is locked by process " + daemon.pid() + ": the daemon is already running\n"));
		assertThat(this.programs.processes().alive()).containsExactly(daemon);
		assertThat(file).hasContent(daemon.pid() + "\n");
	}

}
