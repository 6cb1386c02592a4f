package io.makedaemon.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link StageTag}: godaemon's form, and what is none of it.
 */
class StageTagTests {

	@Test
	void signsInTheFormOfGodaemon() {
		assertThat(StageTag.sign(1, 123456789, "original"))
			.isEqualTo("1/123456789/" + sha1("1/123456789/") + ":original");
		assertThat(StageTag.sign(2, 7, "")).isEqualTo("2/000000007/" + sha1("2/000000007/") + ":");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2 })
	void verifiesStagesItHasSigned(int stage) {
		assertThat(StageTag.parse(StageTag.sign(stage, 42, "a:b/c"))).isEqualTo(new StageTag(stage, "a:b/c"));
	}

	@Test
	void verifiesValueWithoutColon() {
		assertThat(StageTag.parse("1/42/" + sha1("1/42/"))).isEqualTo(new StageTag(1, null));
	}

	@Test
	void keepsSignedValueInsideOfAnother() {
		String inner = StageTag.sign(2, 1, "text");
		assertThat(StageTag.parse(StageTag.sign(1, 2, inner))).isEqualTo(new StageTag(1, inner));
	}

	@Test
	void isParentWhenThereIsNoValue() {
		assertThat(StageTag.parse(null)).isEqualTo(new StageTag(0, null));
	}

	@ParameterizedTest
	@MethodSource("foreign")
	void givesBackWholeValueThatIsNotSigned(String value) {
		assertThat(StageTag.parse(value)).isEqualTo(new StageTag(0, value));
	}

	static Stream<String> foreign() {
		String signed = StageTag.sign(1, 42, "rest");
		return Stream.of("", ":", "//", "text", "1", "1/42", "1/42/", "1/42/:rest", "1/42/" + "0".repeat(40) + ":rest",
				signed.substring(1), signed.substring(0, signed.indexOf(':') - 1), "2" + signed.substring(1),
				" " + signed, signed.toUpperCase(Locale.ROOT), "a:" + signed, signed("7/42/"), signed("-1/42/"),
				signed("3/42/"), signed("12/42/"), signed("/42/"), signed("\u0661/42/"), "\u00e4\u00ff");
	}

	private static String signed(String base) {
		return base + sha1(base) + ":rest";
	}

	private static String sha1(String text) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-1");
			return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.ISO_8859_1)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
