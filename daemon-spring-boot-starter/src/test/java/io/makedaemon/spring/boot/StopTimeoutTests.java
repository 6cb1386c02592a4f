package io.makedaemon.spring.boot;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link StopTimeout}: what it is without the property.
 */
class StopTimeoutTests {

	@Test
	void isThatOfPropertyWhenSet() {
		assertThat(timeout("--daemon.stop-timeout=5", "--spring.lifecycle.timeout-per-shutdown-phase=2m"))
			.isEqualTo(Duration.ofSeconds(5));
		assertThat(timeout("--daemon.stop-timeout=0")).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "2m, 150", "31s, 61", "30s, 60", "1s, 60" })
	void isLongerThanPhaseOfShutdown(String phase, long seconds) {
		assertThat(timeout("--spring.lifecycle.timeout-per-shutdown-phase=" + phase))
			.isEqualTo(Duration.ofSeconds(seconds));
	}

	@Test
	void isMinuteWhenNothingIsSet() {
		assertThat(timeout()).isEqualTo(Duration.ofMinutes(1));
	}

	@Test
	void isNotNegative() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> timeout("--daemon.stop-timeout=-1s"))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("daemon.stop-timeout"));
	}

	private static Duration timeout(String... arguments) {
		TestEnvironment environment = new TestEnvironment().arguments(arguments);
		return StopTimeout.of(new DaemonPropertiesBinder(environment).bind(), environment);
	}

}
