package io.makedaemon;

import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Capability}: the names have the kernel's numbers.
 */
class CapabilityTests {

	private static final int COUNT = 41;

	@Test
	void haveNumbersOfTheKernel() {
		assertThat(Stream.of(Capability.values()).map(Capability::number))
			.containsExactlyElementsOf(IntStream.range(0, COUNT).boxed().toList());
		assertThat(Capability.KILL.number()).isEqualTo(5);
		assertThat(Capability.NET_BIND_SERVICE.number()).isEqualTo(10);
		assertThat(Capability.SYS_ADMIN.number()).isEqualTo(21);
		assertThat(Capability.SYSLOG.number()).isEqualTo(34);
		assertThat(Capability.CHECKPOINT_RESTORE.number()).isEqualTo(40);
	}

}
