package io.makedaemon.posix;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The C library tells the same time as the JDK.
 */
class LocalTimeTests {

	private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX")
		.withZone(ZoneId.systemDefault());

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, 1_780_000_000_007L, 1_767_225_599_999L })
	void isTheSame(long millis) {
		assertThat(LocalTime.format(millis)).isEqualTo(FORMAT.format(Instant.ofEpochMilli(millis)));
	}

}
