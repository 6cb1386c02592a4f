package io.makedaemon.spring.boot.diagnostics;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Suggestion}: the most similar word, if one is similar at all.
 */
class SuggestionTests {

	private static final List<String> WORDS = List.of("start", "stop", "force-stop", "status", "reload");

	@ParameterizedTest
	@CsvSource({ "strat, start", "sart, start", "startt, start", "stort, start", "stop, stop", "sotp, stop",
			"force-stpo, force-stop", "statsu, status", "relaod, reload", "re-laod, reload" })
	void meansMostSimilarWord(String typed, String meant) {
		assertThat(Suggestion.of(typed, WORDS)).isEqualTo(meant);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "halt", "nonsense", "x", "/etc/passwd" })
	void meansNothingThatIsOther(String typed) {
		assertThat(Suggestion.of(typed, WORDS)).isNull();
	}

	@Test
	void meansFirstOfThoseThatAreEquallySimilar() {
		assertThat(Suggestion.of("sto", List.of("stop", "stow"))).isEqualTo("stop");
	}

}
