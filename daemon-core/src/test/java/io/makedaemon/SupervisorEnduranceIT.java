package io.makedaemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import io.makedaemon.testsupport.EnduranceTier;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.ProcessFacts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A supervisor needs little, and no more after many restarts.
 */
@Isolated("the memory of its processes is measured")
class SupervisorEnduranceIT {

	private static final int ROUNDS = Integer.getInteger("makedaemon.test.rounds");

	/** 1,000 in the endurance tier, and a few otherwise. */
	private static final int RESTARTS = 10 * ROUNDS * ROUNDS;

	/** So many restarts are compared with each other, since memory varies. */
	private static final int COMPARED = Math.min(10, RESTARTS / 2);

	private static final long MORE_MEMORY = 2 << 20;

	/** Far more than there should be. */
	private static final long MUCH_MEMORY = 20 << 20;

	private static final int MANY_WAKE_UPS = 5;

	@RegisterExtension
	final Programs programs = new Programs().untraced();

	@TempDir
	Path directory;

	@Test
	@FullTier
	@EnduranceTier
	void nothingGrows() throws IOException, InterruptedException {
		SupervisedDaemon supervised = SupervisedDaemon.onPort(this.programs, this.directory);
		ProcessFacts daemon = Programs.daemon(supervised.launch(SupervisedDaemon.ALWAYS_AT_ONCE, "-Xmx16m"));
		ProcessFacts supervisor = SupervisedDaemon.supervisor(supervised.running());
		List<Needs> needs = new ArrayList<>();
		for (int i = 1; i <= RESTARTS; i++) {
			daemon.kill();
			daemon = supervised.awaitNext(daemon, i);
			awaitCalm(supervisor);
			needs.add(new Needs(supervisor.descriptors().size(), daemon.descriptors().size(),
					supervisor.privateMemory()));
		}
		List<Needs> early = needs.subList(0, COMPARED);
		List<Needs> late = needs.subList(RESTARTS - COMPARED, RESTARTS);
		System.out.println("Restarts: " + RESTARTS + ", early: " + early.get(0) + ", late: " + late.get(COMPARED - 1));
		assertThat(median(late, Needs::descriptors)).isEqualTo(median(early, Needs::descriptors));
		assertThat(median(late, Needs::inherited)).isEqualTo(median(early, Needs::inherited));
		assertThat(median(late, Needs::memory)).isLessThanOrEqualTo(median(early, Needs::memory) + MORE_MEMORY)
			.isLessThan(MUCH_MEMORY);
		assertThat(supervised.running().stop(Duration.ofSeconds(30))).isTrue();
		supervised.assertNothingIsLeft();
	}

	/**
	 * The JVM itself wakes up about once in 5 seconds, and JDK 25's once a second.
	 */
	@Test
	@FullTier
	void hardlyWakesUp() throws IOException {
		SupervisedDaemon supervised = SupervisedDaemon.onPort(this.programs, this.directory);
		Programs.daemon(supervised.launch(SupervisedDaemon.AT_ONCE));
		ProcessFacts supervisor = SupervisedDaemon.supervisor(supervised.running());
		awaitCalm(supervisor);
		long before = supervisor.wakeUps();
		int seconds = 20;
		Awaitility.await("some time")
			.pollDelay(Duration.ofSeconds(seconds))
			.atMost(Programs.TIMEOUT)
			.until(() -> supervisor.wakeUps() >= before);
		assertThat(supervisor.wakeUps() - before).isLessThan((long) seconds * MANY_WAKE_UPS);
	}

	/**
	 * Waits until nobody looks any more whether the daemon is ready.
	 */
	private static void awaitCalm(ProcessFacts supervisor) {
		Awaitility.await("calm").atMost(Programs.TIMEOUT).until(() -> !supervisor.hasThread("makedaemon-guar"));
	}

	private static long median(List<Needs> needs, ToLongFunction<Needs> kind) {
		return needs.stream().mapToLong(kind).sorted().skip(needs.size() / 2).findFirst().orElseThrow();
	}

	/**
	 * What a supervisor needs.
	 *
	 * @param descriptors its open descriptors
	 * @param inherited those of the daemon
	 * @param memory its private memory, in bytes
	 */
	private record Needs(long descriptors, long inherited, long memory) {

	}

}
