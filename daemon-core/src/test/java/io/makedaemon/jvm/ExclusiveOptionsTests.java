package io.makedaemon.jvm;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ExclusiveOptions}.
 */
class ExclusiveOptionsTests {

	@ParameterizedTest
	@ValueSource(strings = { "-agentlib:jdwp=transport=dt_socket,server=y", "-agentpath:/lib/agent.so",
			"-javaagent:agent.jar=9404", "-Xrunjdwp:server=y", "-Dcom.sun.management.jmxremote.port=9010",
			"-Dcom.sun.management.config.file=m", "-XX:+ManagementServer", "-XX:StartFlightRecording",
			"-XX:StartFlightRecording:filename=a.jfr", "-XX:StartFlightRecording=filename=a.jfr", "-Xloggc:gc.log",
			"-Xlog:gc:gc.log", "-Xlog:gc*:file=gc.log:time", "-Xlog::gc.log", "-XX:+AutoCreateSharedArchive",
			"-XX:+AlwaysPreTouch", "-XX:+UseLargePages" })
	void areFound(String option) {
		assertThat(ExclusiveOptions.any(List.of("-Xmx1g", option, "-ea"))).isTrue();
	}

	@Test
	void mayBeInFilesThatAreNotRead() {
		for (String option : List.of("@options", "-XX:Flags=flags", "-XX:VMOptionsFile=options")) {
			assertThat(ExclusiveOptions.any(List.of("-ea", option))).isTrue();
			assertThat(ExclusiveOptions.anyFile(List.of("-ea", option))).isTrue();
			assertThat(ExclusiveOptions.is(option)).isFalse();
		}
		assertThat(ExclusiveOptions.anyFile(List.of("-javaagent:agent.jar"))).isFalse();
	}

	@Test
	void mayBeAgents() {
		for (String option : List.of("-javaagent:a", "-agentpath:a", "-agentlib:a", "-Xrunjdwp:a")) {
			assertThat(ExclusiveOptions.anyAgent(List.of("-ea", option))).isTrue();
		}
		assertThat(ExclusiveOptions.anyAgent(List.of("-Dcom.sun.management.jmxremote.port=1"))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-Xlog:gc", "-Xlog", "-Xlog:gc:stdout", "-Xlog:gc:stderr:time", "-Xlog:gc::time",
			"-Xlog:disable", "-verbose:gc", "-Dcom.sun.other=1", "-XX:FlightRecorderOptions:stackdepth=9", "-ea",
			"-XX:-AlwaysPreTouch", "-XX:+UseTransparentHugePages", "-Xms1g" })
	void areNotAllOptions(String option) {
		assertThat(ExclusiveOptions.any(List.of(option))).isFalse();
	}

}
