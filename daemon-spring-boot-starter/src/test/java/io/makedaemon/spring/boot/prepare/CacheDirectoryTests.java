package io.makedaemon.spring.boot.prepare;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link CacheDirectory}: where it is without the property.
 */
class CacheDirectoryTests {

	private static final Path LAUNCH_DIRECTORY = Path.of("/launch");

	@Test
	void isThatOfTheProperty() {
		assertThat(CacheDirectory.of("/cache", "orders", LAUNCH_DIRECTORY)).isEqualTo(Path.of("/cache"));
		assertThat(CacheDirectory.of("../cache", "orders", LAUNCH_DIRECTORY)).isEqualTo(Path.of("/cache"));
		assertThat(CacheDirectory.of("", "orders", LAUNCH_DIRECTORY)).isNull();
	}

	@Test
	void cannotHaveAZeroByte() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> CacheDirectory.of("a\0b", "orders", LAUNCH_DIRECTORY));
	}

	@Test
	void isNamedAfterTheProgramOtherwise() {
		assertThat(CacheDirectory.of(null, "a/b", LAUNCH_DIRECTORY)).isNotNull().hasFileName("a_b").isAbsolute();
	}

	@Test
	void isTheSystemsForRootAndElseTheUsers() {
		assertThat(CacheDirectory.of(0, "/caches", "/root")).isEqualTo(Path.of("/var/cache"));
		assertThat(CacheDirectory.of(1, "/caches", "/home/u")).isEqualTo(Path.of("/caches"));
		assertThat(CacheDirectory.of(1, "relative", "/home/u")).isEqualTo(Path.of("/home/u/.cache"));
		assertThat(CacheDirectory.of(1, null, "/home/u")).isEqualTo(Path.of("/home/u/.cache"));
		assertThat(CacheDirectory.of(1, null, "?")).as("a user without a home").isNull();
	}

}
