package io.makedaemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.makedaemon.programs.Program;
import io.makedaemon.testsupport.EnduranceTier;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many commands at the same time: there is one daemon, and all the others say which.
 */
@Isolated("dozens of JVMs at once keep the CPUs from all others")
class SingleInstanceIT {

	private static final int MANY = 50;

	private static final int SEVERAL = 8;

	private static final int ROUNDS = Integer.getInteger("makedaemon.test.rounds");

	/** That many different spreads of the commands. */
	private static final int SPREADS = 5;

	private static final int FEW = 3;

	private static final int ENDS = 6;

	@RegisterExtension
	final Programs programs = new Programs();

	@TempDir
	Path directory;

	@Test
	void startsOneDaemonOfSeveral() {
		startsOneDaemon(SEVERAL, 0);
	}

	@FullTier
	@EnduranceTier
	@ParameterizedTest
	@MethodSource("rounds")
	void startsOneDaemonOfMany(int round) {
		startsOneDaemon(MANY, round);
	}

	/**
	 * The commands come all at once, or spread over up to four seconds: before, while and
	 * after the daemon is started.
	 */
	private void startsOneDaemon(int commands, int round) {
		String timeout = (round % 2 == 0) ? "PT0S" : "PT2M";
		Duration pause = Duration.ofMillis(20L * (round % SPREADS));
		List<Run> runs = start(commands, timeout, pause).stream().map(Started::await).toList();
		List<Run> successes = runs.stream().filter((run) -> run.exitCode() == 0).toList();
		assertThat(successes).hasSize(1);
		ProcessFacts daemon = Programs.daemon(successes.get(0));
		assertRefused(runs, daemon);
		assertThat(this.programs.processes().alive()).containsExactly(daemon);
		assertThat(file()).hasContent(daemon.pid() + "\n");
	}

	static IntStream rounds() {
		return IntStream.range(0, ROUNDS);
	}

	/**
	 * The commands come while a daemon ends, however it does: one of them may start the
	 * next, or they are all refused by the old one.
	 */
	@Test
	@FullTier
	void startsAtMostOneDaemonWhileAnotherOneEnds() {
		ProcessFacts daemon = Programs.daemon(start(1, "PT2M", Duration.ZERO).get(0).await());
		for (int round = 0; round < ENDS; round++) {
			List<Started> commands = start(FEW, "PT2M", Duration.ofMillis(20L * round));
			daemon.signal((round % 2 == 0) ? "TERM" : "KILL");
			List<Run> runs = commands.stream().map(Started::await).toList();
			List<Run> successes = runs.stream().filter((run) -> run.exitCode() == 0).toList();
			if (successes.isEmpty()) {
				assertRefused(runs, daemon);
				this.programs.processes().awaitNone();
				successes = List.of(start(1, "PT2M", Duration.ZERO).get(0).await());
			}
			assertThat(successes).hasSize(1);
			ProcessFacts ending = daemon;
			Awaitility.await().atMost(Programs.TIMEOUT).until(() -> !ending.isAlive());
			daemon = Programs.daemon(successes.get(0));
			assertThat(this.programs.processes().alive()).containsExactly(daemon);
			assertThat(file()).hasContent(daemon.pid() + "\n");
		}
	}

	private void assertRefused(List<Run> runs, ProcessFacts daemon) {
		assertThat(runs).filteredOn((run) -> run.exitCode() != 0)
			.allSatisfy((run) -> assertThat(run.stdout()).startsWith("FileLockedException: " + file()
					+ " is locked by process " + daemon.pid() + ": the daemon is already running\n"));
	}

	private List<Started> start(int count, String timeout, Duration pause) {
		List<Started> commands = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			commands.add(this.programs
				.program(Program.class, this.directory, "attr.pidFile=" + file(), "attr.startTimeout=" + timeout)
				.start());
			LockSupport.parkNanos(pause.toNanos());
		}
		return commands;
	}

	private Path file() {
		return this.directory.resolve("example.pid");
	}

}
