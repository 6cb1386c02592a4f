package io.makedaemon;

import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import io.makedaemon.programs.MemoryProgram;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The memory that a start leaves behind.
 */
@JdkSensitive
@Isolated("the memory of its processes is measured")
class MemoryIT {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	@RegisterExtension
	final Programs programs = new Programs().withPlainJvm();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void isGivenBackByTheParentThatWaitsForLong() {
		Started parent = start("attr.startTimeout=PT60S");
		Programs.facts(this.directory);
		awaitGarbageIsGone(new ProcessFacts(parent.pid()));
		assertThat(parent.isAlive()).isTrue();
		Programs.go(this.directory);
		Programs.daemon(parent.await());
	}

	@Test
	@FullTier
	void isGivenBackByTheDaemonThatIsReady() {
		ProcessFacts daemon = Programs.daemon(start("attr.startTimeout=PT0S").await());
		Programs.facts(this.directory);
		assertThat(daemon.residentMemory()).isGreaterThan(MemoryProgram.GARBAGE);
		Programs.go(this.directory);
		awaitGarbageIsGone(daemon);
	}

	private Started start(String... properties) {
		return this.programs.program(MemoryProgram.class, this.directory, properties).start();
	}

	private static void awaitGarbageIsGone(ProcessFacts process) {
		Awaitility.await()
			.atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(process.residentMemory()).isLessThan(MemoryProgram.GARBAGE));
	}

}
