package io.makedaemon.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.posix.BytePath;
import io.makedaemon.wire.LaunchPlan;
import io.makedaemon.wire.LaunchPlan.PlannedIdentity;
import io.makedaemon.wire.LaunchPlan.PlannedProcess;
import io.makedaemon.wire.LaunchPlan.PlannedProgram;
import io.makedaemon.wire.WaitStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the end of a process is told.
 */
class EndDescriptionTests {

	private static final WaitStatus FAILED = new WaitStatus(1 << 8);

	@TempDir
	Path directory;

	@Test
	void tellsHowItHasEnded() {
		assertThat(describe(FAILED, "", "", 0)).isEqualTo("process 7 ended with exit code 1 before it was ready");
		assertThat(describe(FAILED, "", "no database", 5000))
			.isEqualTo("process 7 ended with exit code 1 after it was ready for 5 seconds: no database");
		assertThat(describe(new WaitStatus(9), "has shown no sign of life for 30 seconds", "", 5000)).isEqualTo(
				"process 7 has shown no sign of life for 30 seconds, and was killed after it was ready for 5 seconds");
	}

	@Test
	void cutsWhatIsLong() {
		assertThat(describe(FAILED, "", "x".repeat(100_000), 5000)).hasSizeLessThan(2200).endsWith("xxx …");
	}

	@Test
	void namesTheCrashLog() throws IOException {
		Path log = Files.createFile(this.directory.resolve("hs_err_pid7.log"));
		assertThat(describe(new WaitStatus(6), "", "", 5000)).endsWith("ready for 5 seconds; crash log: " + log);
		Path other = Files.createFile(this.directory.resolve("crash-7-\u00e4"));
		assertThat(describe(new WaitStatus(6), "", "", 5000,
				"-XX:ErrorFile=" + BytePath.of(this.directory.resolve("crash-%p-\u00e4"))))
			.endsWith("; crash log: " + other);
	}

	@ParameterizedTest
	@CsvSource({ "0, 0 milliseconds", "1, 1 millisecond", "999, 999 milliseconds", "1000, 1 second",
			"119999, 119 seconds", "120000, 2 minutes", "7199999, 119 minutes", "7200000, 2 hours" })
	void tellsTimes(long millis, String words) {
		assertThat(EndDescription.duration(millis)).isEqualTo(words);
	}

	private String describe(WaitStatus status, String killed, String failed, long ready, String... options) {
		return EndDescription.of(new LaunchPlan(new PlannedProgram("/bin/java", List.of(options), List.of(), ""),
				new PlannedProcess(BytePath.of(this.directory), 0, List.of(), new PlannedIdentity("", "", List.of()),
						false, ""),
				List.of(), List.of(), false, true, "/pid", null, null, "", 0, ""), 7, status, killed, failed, ready);
	}

}
