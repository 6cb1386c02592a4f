package io.makedaemon.jvm;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.proc.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ExclusiveOptions}.
 */
class ExclusiveOptionsTests {

	private static final Environment NOTHING = new Environment(List.of());

	@ParameterizedTest
	@ValueSource(strings = { "-agentlib:jdwp=transport=dt_socket,server=y", "-agentpath:/lib/agent.so",
			"-javaagent:agent.jar=9404", "-Xrunjdwp:server=y", "-Dcom.sun.management.jmxremote.port=9010",
			"-Dcom.sun.management.config.file=m", "-XX:+ManagementServer", "-XX:StartFlightRecording",
			"-XX:StartFlightRecording:filename=a.jfr", "-XX:StartFlightRecording=filename=a.jfr", "-Xloggc:gc.log",
			"-Xlog:gc:gc.log", "-Xlog:gc*:file=gc.log:time", "-Xlog::gc.log", "-XX:Flags=flags",
			"-XX:VMOptionsFile=options", "-XX:+AutoCreateSharedArchive", "-XX:+AlwaysPreTouch", "-XX:+UseLargePages" })
	void areFoundEverywhere(String option) {
		assertThat(ExclusiveOptions.any(List.of("-Xmx1g", option, "-ea"), NOTHING)).isTrue();
		for (String variable : OptionVariables.NAMES) {
			assertThat(ExclusiveOptions.any(List.of(), new Environment(List.of("A=b", variable + "=-Xmx1g " + option))))
				.as(variable)
				.isTrue();
		}
	}

	@Test
	void mayBeInFilesThatAreNotRead() {
		assertThat(ExclusiveOptions.any(List.of(), new Environment(List.of("JDK_JAVA_OPTIONS=-ea @options")))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-XX:+AlwaysPreTouch", "-XX:+UseLargePages" })
	void mayHoldMemoryAlone(String option) {
		assertThat(ExclusiveOptions.any(List.of(option), NOTHING)).isTrue();
		assertThat(ExclusiveOptions.portOrFile(List.of(option), NOTHING)).isFalse();
		assertThat(ExclusiveOptions.portOrFile(List.of(option, "-javaagent:agent.jar"), NOTHING)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-Xlog:gc", "-Xlog", "-Xlog:gc:stdout", "-Xlog:gc:stderr:time", "-Xlog:gc::time",
			"-Xlog:disable", "-verbose:gc", "-Dcom.sun.other=1", "-XX:FlightRecorderOptions:stackdepth=9", "-ea",
			"-XX:-AlwaysPreTouch", "-XX:+UseTransparentHugePages", "-Xms1g" })
	void areNotAllOptions(String option) {
		assertThat(ExclusiveOptions.any(List.of(option), new Environment(List.of("JAVA_TOOL_OPTIONS=" + option))))
			.isFalse();
	}

}
