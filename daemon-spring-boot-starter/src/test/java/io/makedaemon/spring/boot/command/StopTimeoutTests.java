package io.makedaemon.spring.boot.command;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link StopTimeout}: what it is without the property.
 */
class StopTimeoutTests {

	private static final String PHASE = "spring.lifecycle.timeout-per-shutdown-phase";

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void isThatOfPropertyWhenSet() {
		this.environment.setProperty(PHASE, "2m");
		assertThat(StopTimeout.of(Duration.ofSeconds(5), this.environment)).isEqualTo(Duration.ofSeconds(5));
		assertThat(StopTimeout.of(Duration.ZERO, this.environment)).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "2m, 150", "31s, 61", "30s, 60", "1s, 60" })
	void isLongerThanPhaseOfShutdown(String phase, long seconds) {
		this.environment.setProperty(PHASE, phase);
		assertThat(StopTimeout.of(null, this.environment)).isEqualTo(Duration.ofSeconds(seconds));
	}

	@Test
	void isMinuteWhenNothingIsSet() {
		assertThat(StopTimeout.of(null, this.environment)).isEqualTo(Duration.ofMinutes(1));
	}

	@Test
	void isNotNegative() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> StopTimeout.of(Duration.ofSeconds(-1), this.environment))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("daemon.stop-timeout"));
	}

}
