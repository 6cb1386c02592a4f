package io.makedaemon.systemd;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link WatchdogInterval}: who is waited for.
 */
class WatchdogIntervalTests {

	private static final long SELF = 4711;

	@ParameterizedTest
	@CsvSource({ "30000000, , PT30S", "30000000, 4711, PT30S", "1, 4711, PT0.000001S",
			"9223372036854775807, , PT2562047788H54.775807S" })
	void isWhatTheServiceManagerSays(String microseconds, @Nullable String pid, Duration interval) {
		assertThat(WatchdogInterval.of(microseconds, pid, SELF)).isEqualTo(interval);
	}

	@ParameterizedTest
	@CsvSource({ ", ", ", 4711", "30000000, 1", "30000000, 471", "30000000, ''", "30000000, self", "0, ", "-1, ",
			"'', ", "30s, ", "18446744073709551615, " })
	void isAbsentWhenNobodyWaitsForThisProcess(@Nullable String microseconds, @Nullable String pid) {
		assertThat(WatchdogInterval.of(microseconds, pid, SELF)).isNull();
	}

}
