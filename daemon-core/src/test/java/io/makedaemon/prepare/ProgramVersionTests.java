package io.makedaemon.prepare;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ProgramVersion}: what makes useless what was prepared.
 */
class ProgramVersionTests {

	private static final ProgramVersion PREPARED = new ProgramVersion("/app.jar", "1 2", "/jdk 17", List.of("-Xss2m"));

	@Test
	void isTheSameWhenNothingDiffers() {
		assertThat(new ProgramVersion("/app.jar", "1 2", "/jdk 17", List.of("-Xss2m")).differenceTo(PREPARED)).isNull();
	}

	@Test
	void saysWhatDiffers() {
		assertThat(new ProgramVersion("/b.jar", "1 2", "/jdk 17", List.of("-Xss2m")).differenceTo(PREPARED))
			.isEqualTo("it was made for /app.jar");
		assertThat(new ProgramVersion("/app.jar", "1 3", "/jdk 17", List.of("-Xss2m")).differenceTo(PREPARED))
			.isEqualTo("the jar has changed since");
		assertThat(new ProgramVersion("/app.jar", "1 2", "/jdk 25", List.of("-Xss2m")).differenceTo(PREPARED))
			.isEqualTo("it was made with another JDK, /jdk 17");
		assertThat(new ProgramVersion("/app.jar", "1 2", "/jdk 17", List.of()).differenceTo(PREPARED))
			.isEqualTo("it was made with other options of the JVM");
	}

}
