package io.makedaemon.spring.boot.config;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link FileNames}.
 */
class FileNamesTests {

	@ParameterizedTest
	@CsvSource({ "orders, orders", "a/b, a_b", "\u00f6, %C3%B6", "%C3%B6, %25C3%25B6" })
	void areInAsciiAndDifferForDifferentPrograms(String program, String name) {
		assertThat(FileNames.of(program)).isEqualTo(name);
	}

}
