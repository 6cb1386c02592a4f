package io.makedaemon.spring.boot.diagnostics;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.spring.boot.diagnostics.StyledText.Style;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link StyledText}: styles are the only control sequences, and only where they are
 * wanted.
 */
class StyledTextTests {

	@Test
	void hasNoOtherControlSequencesThanItsStyles() {
		StyledText text = new StyledText().add("a\u001b[2J").add(Style.RED, "b\u001b[0m").add("\nc");
		assertThat(text.styled()).isEqualTo("a\\u001b[2J\u001b[31mb\\u001b[0m\u001b[0m\nc");
		assertThat(text).hasToString("a\\u001b[2Jb\\u001b[0m\nc");
	}

	@ParameterizedTest
	@CsvSource(nullValues = "null", value = { "null, xterm, true", "'', xterm, true", "1, xterm, false",
			"0, xterm, false", "null, dumb, false", "null, null, true" })
	void hasColorsUnlessTheUserDoesNotWantThem(@Nullable String noColor, @Nullable String terminal, boolean colors) {
		assertThat(Terminal.hasColors(noColor, terminal)).isEqualTo(colors);
	}

}
