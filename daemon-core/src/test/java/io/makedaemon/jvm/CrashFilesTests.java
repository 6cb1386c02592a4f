package io.makedaemon.jvm;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.proc.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link CrashFiles}: where a JVM leaves what is found after a crash.
 */
class CrashFilesTests {

	@Test
	void areInDirectory() {
		assertThat(options("/var/log/a", "A=1")).containsExactly("-XX:ErrorFile=/var/log/a/hs_err_pid%p.log",
				"-XX:HeapDumpPath=/var/log/a/");
	}

	@Test
	void areTheJvmsBusinessWithoutDirectory() {
		assertThat(options("", "A=1")).isEmpty();
	}

	@Test
	void areInDirectoryWhoseNameHasPercentSign() {
		assertThat(options("/100%p", "A=1")).first().isEqualTo("-XX:ErrorFile=/100%%p/hs_err_pid%p.log");
	}

	@ParameterizedTest
	@ValueSource(strings = { "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS" })
	void areWhereTheUsersEnvironmentSays(String name) {
		assertThat(options("/log", name + "=-Da=1 -XX:ErrorFile=/elsewhere")).containsExactly("-XX:HeapDumpPath=/log/");
		assertThat(options("/log", name + "=-XX:HeapDumpPath=/elsewhere"))
			.containsExactly("-XX:ErrorFile=/log/hs_err_pid%p.log");
	}

	private static List<String> options(String directory, String variable) {
		return new CrashFiles(new Environment(List.of(variable))).in(directory);
	}

}
