package io.makedaemon;

import java.time.Duration;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Values of a supervision that make no sense are refused.
 */
class SupervisionTests {

	@ParameterizedTest
	@CsvSource({ "PT0S, PT1M, PT1M, 5, PT10M, 3, PT0S, the delay before a restart must be longer than 0",
			"PT2S, PT1S, PT1M, 5, PT10M, 3, PT0S, and not longer than the longest one",
			"PT1S, PT1M, PT-1S, 5, PT10M, 3, PT0S, no time of the supervision can be negative",
			"PT1S, PT1M, PT1M, 5, PT0S, 3, PT0S, no time of the supervision can be negative",
			"PT1S, PT1M, PT1M, 5, PT10M, 3, PT-1S, no time of the supervision can be negative",
			"PT1S, PT1M, PT1M, 0, PT10M, 3, PT0S, the supervisor cannot give up before the first failure",
			"PT1S, PT1M, PT1M, 5, PT10M, 256, PT0S, an exit code is a number between 0 and 255",
			"PT1S, PT1M, PT1M, 5, PT10M, -1, PT0S, an exit code is a number between 0 and 255" })
	void isRefused(Duration delay, Duration maxDelay, Duration stableAfter, int maxFailures, Duration failuresWithin,
			int code, Duration liveness, String reason) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Supervision(false, delay, maxDelay, stableAfter, maxFailures, failuresWithin,
					Set.of(code), liveness))
			.withMessageContaining(reason);
	}

	@Test
	void hasDefaults() {
		assertThat(Supervision.onFailure()).isEqualTo(new Supervision(false, Duration.ofSeconds(1),
				Duration.ofMinutes(1), Duration.ofMinutes(1), 5, Duration.ofMinutes(10), Set.of(), Duration.ZERO));
	}

}
