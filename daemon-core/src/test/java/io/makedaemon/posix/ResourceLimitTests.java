package io.makedaemon.posix;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ResourceLimit}: what becomes of the limits that a process has.
 */
class ResourceLimitTests {

	@ParameterizedTest
	@CsvSource({ "10, 20, , , 10, 20", "10, 20, 5, , 5, 20", "10, 20, 25, , 25, 25", "10, 20, , 15, 10, 15",
			"10, 20, , 5, 5, 5", "10, 20, 7, 8, 7, 8", "10, 20, -1, , -1, -1", "10, -1, 30, , 30, -1",
			"-1, -1, , 9, 9, 9", "10, 20, , -1, 10, -1" })
	void changesWhatMustBeChanged(long soft, long hard, @Nullable Long newSoft, @Nullable Long newHard,
			long expectedSoft, long expectedHard) {
		ResourceLimit limit = new ResourceLimit(7, "nofile", newSoft, newHard);
		assertThat(limit.hard(hard)).isEqualTo(expectedHard);
		assertThat(limit.soft(soft, limit.hard(hard))).isEqualTo(expectedSoft);
	}

	@ParameterizedTest
	@CsvSource({ "5, , nofile soft 5", ", -1, nofile hard unlimited", "5, 6, nofile soft 5 hard 6" })
	void saysWhatIsSet(@Nullable Long soft, @Nullable Long hard, String text) {
		assertThat(new ResourceLimit(7, "nofile", soft, hard)).hasToString(text);
	}

}
