package io.makedaemon.spring.boot.command;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link RunningStatus}: what needs no daemon. The rest is in {@code CommandIT}.
 */
class RunningStatusTests {

	@ParameterizedTest
	@CsvSource({ "PT0.4S, 0 s", "PT59S, 59 s", "PT60S, 1 min 0 s", "PT59M59S, 59 min 59 s", "PT1H, 1 h 0 min",
			"PT23H12M5S, 23 h 12 min", "P1D, 1 d 0 h", "P400DT5H, 400 d 5 h" })
	void saysHowLongInTwoUnits(Duration time, String text) {
		assertThat(RunningStatus.uptime(time)).isEqualTo(text);
	}

}
