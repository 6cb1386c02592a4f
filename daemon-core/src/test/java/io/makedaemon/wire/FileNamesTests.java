package io.makedaemon.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * {@link FileNames} in godaemon's form.
 */
class FileNamesTests {

	@Test
	void encodesInTheFormOfGodaemon() {
		assertThat(FileNames.encode("/a b\u00e4", null)).isEqualTo("2f612062e4:");
		assertThat(FileNames.encode("/a", "mine:too")).isEqualTo("2f61:mine:too");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/run/lock/x", "a:b", "\u0001\n\u00ff", "%41" })
	void decodesWhatItHasEncoded(String name) {
		assertThat(FileNames.decode(FileNames.encode(name, null))).isEqualTo(name);
		assertThat(FileNames.decode(FileNames.encode(name, "0:1"))).isEqualTo(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "2f", "2:", "2f6:x", "xy:" })
	void refusesWhatIsNotOfTheForm(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> FileNames.decode(value));
	}

}
