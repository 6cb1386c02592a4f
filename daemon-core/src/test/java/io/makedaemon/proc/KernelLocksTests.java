package io.makedaemon.proc;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link KernelLocks}: the lines of {@code /proc/locks}.
 */
class KernelLocksTests {

	private static final List<String> LOCKS = List.of("1: FLOCK  ADVISORY  WRITE 26904 fe:00:2154509 0 EOF",
			"2: POSIX  ADVISORY  WRITE 1 fe:00:4711 0 EOF", "3: FLOCK  ADVISORY  READ  4 fe:00:4712 0 EOF",
			"4: FLOCK  ADVISORY  WRITE 5 fe:00:4713 0 EOF", "4: -> FLOCK  ADVISORY  WRITE 6 fe:00:4714 0 EOF", "");

	@Test
	void findsExclusiveLockOfFlock() {
		assertThat(KernelLocks.taker(LOCKS, "fe:00:2154509", KernelLocks.EXCLUSIVE)).isEqualTo(26904);
		assertThat(KernelLocks.taker(LOCKS, "fe:00:4713", KernelLocks.EXCLUSIVE)).isEqualTo(5);
	}

	@Test
	void findsSharedLockWhenAsked() {
		assertThat(KernelLocks.taker(LOCKS, "fe:00:4712", KernelLocks.ALL)).isEqualTo(4);
	}

	@ParameterizedTest
	@CsvSource({ "fe:00:4711, another kind of lock", "fe:00:4712, for reading", "fe:00:4714, waits",
			"fe:01:4713, another device", "fe:00:471, another file" })
	void findsNoOtherLock(String name, String reason) {
		assertThat(KernelLocks.taker(LOCKS, name, KernelLocks.EXCLUSIVE)).as(reason).isNull();
	}

	/**
	 * As glibc's makedev(3) has it.
	 */
	@ParameterizedTest
	@CsvSource({ "65024, 2154509, fe:00:2154509", "26, 5, 00:1a:5", "1048832, 7, 01:100:7", "66306, 1, 103:02:1" })
	void namesFileAsTheKernelDoes(long device, long inode, String name) {
		assertThat(KernelLocks.name(device, inode)).isEqualTo(name);
	}

}
