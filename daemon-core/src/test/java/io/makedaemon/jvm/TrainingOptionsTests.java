package io.makedaemon.jvm;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.proc.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link TrainingOptions}: those by which a JVM records something.
 */
class TrainingOptionsTests {

	private static final Environment NOTHING = new Environment(List.of());

	@ParameterizedTest
	@ValueSource(strings = { "-XX:ArchiveClassesAtExit=app.jsa", "-XX:AOTCacheOutput=app.aot", "-XX:AOTMode=record",
			"-XX:AOTMode=create", "-XX:AOTConfiguration=app.aotconf", "-XX:DumpLoadedClassList=app.classlist",
			"-XX:CRaCCheckpointTo=checkpoint" })
	void areFoundEverywhere(String option) {
		assertThat(TrainingOptions.any(List.of("-ea", option), NOTHING)).isTrue();
		for (String variable : OptionVariables.NAMES) {
			assertThat(TrainingOptions.any(List.of(), new Environment(List.of(variable + "=-ea " + option))))
				.as(variable)
				.isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "-XX:SharedArchiveFile=app.jsa", "-XX:AOTCache=app.aot", "-XX:AOTMode=auto", "-ea" })
	void areNotAllOptions(String option) {
		assertThat(TrainingOptions.any(List.of(option), NOTHING)).isFalse();
	}

	@Test
	void areNotThoseOfTheTests() throws IOException {
		assertThat(JavaCommand.current().isTrainingRun()).isFalse();
	}

}
