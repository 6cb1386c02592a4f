package io.makedaemon;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Published#line}.
 */
class PublishedLineTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			one line             | one line
			"a\nb"               | a b
			"no database\n\nFix" | no database. Fix
			"It failed.\n\nFix"  | It failed. Fix
			"It failed. \n\nFix" | It failed. Fix
			"Why:\n\n\n\ta\n"    | Why: a
			""")
	void isWholeText(String text, String line) {
		assertThat(Published.line(text)).isEqualTo(line);
	}

}
