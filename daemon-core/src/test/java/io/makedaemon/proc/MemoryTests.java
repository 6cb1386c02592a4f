package io.makedaemon.proc;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Memory}, of the machine and of this process.
 */
class MemoryTests {

	private static final long MEBI = 1 << 20;

	@Test
	void isAvailable() {
		assertThat(Memory.available()).isBetween(MEBI, 1L << 50);
	}

	@Test
	void isOfThisProcess() {
		assertThat(Memory.of(ProcessHandle.current().pid())).isBetween(10 * MEBI, Memory.available() + (1L << 40));
	}

	@Test
	void isNothingWithoutProcess() {
		assertThat(Memory.of(1L << 30)).isZero();
	}

}
