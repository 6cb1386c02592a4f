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
	@CsvSource({ "PT0.0009S, PT1M, PT1M, 5, PT10M, 3, PT0S, the delay before a restart must be at least a millisecond",
			"PT2S, PT1S, PT1M, 5, PT10M, 3, PT0S, and not longer than the longest one",
			"PT-1S, PT1M, PT1M, 5, PT10M, 3, PT0S, each time of the supervision must be between 0 and 365 days",
			"PT1S, PT8761H, PT1M, 5, PT10M, 3, PT0S, each time of the supervision must be between 0 and 365 days",
			"PT1S, PT1M, PT-1S, 5, PT10M, 3, PT0S, each time of the supervision must be between 0 and 365 days",
			"PT1S, PT1M, PT1M, 5, PT0S, 3, PT0S, failures count within a time that is longer than 0",
			"PT1S, PT1M, PT1M, 5, PT10M, 3, PT-1S, each time of the supervision must be between 0 and 365 days",
			"PT1S, PT1M, PT1M, 5, PT10M, 3, PT0.5S, the time without a sign of life must be at least a second",
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
