package io.makedaemon.spring.boot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The JVM dies: what it has printed is in the log, but for what had not been read yet.
 * The test keeps the file in memory that all of it went through.
 */
class DeathIT {

	private static final Pattern TICK = Pattern.compile("out-ticker (\\d+)\n");

	/** Printed within a second. */
	private static final int FEW = 200;

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	void losesNothingButWhatWasNotReadYet() throws IOException {
		losesNothingButWhatWasNotReadYet("KILL");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "SEGV", "out of memory" })
	void losesNothingButWhatWasNotReadYet(String death) throws IOException {
		Path log = Application.log(this.directory);
		boolean memory = death.startsWith("out");
		Launch launch = memory ? this.application.launch(this.directory, "-XX:+ExitOnOutOfMemoryError", "-Xmx128m")
			.args("--test.exhaust-after=1000") : this.application.launch(this.directory);
		ProcessFacts daemon = this.application.daemon(launch.args("--test.ticker=true", "--daemon.limits.core.soft=0"));
		String printed;
		try (InputStream stdout = Files.newInputStream(Path.of("/proc/" + daemon.pid() + "/fd/1"))) {
			Application.await(log, "out-ticker 50\n");
			if (!memory) {
				daemon.signal(death);
			}
			this.application.processes().awaitNone();
			printed = new String(stdout.readAllBytes(), StandardCharsets.UTF_8);
		}
		int[] logged = ticks(Application.read(log));
		assertThat(logged).containsExactly(IntStream.rangeClosed(1, logged.length).toArray());
		assertThat(ticks(printed)).hasSizeBetween(logged.length, logged.length + FEW);
		assertThat(printed.contains("Terminating due to java.lang.OutOfMemoryError")).isEqualTo(memory);
		assertThat(this.directory.resolve("hs_err_pid" + daemon.pid() + ".log").toFile().exists())
			.isEqualTo(death.equals("SEGV"));
	}

	private static int[] ticks(String text) {
		return TICK.matcher(text)
			.results()
			.map((MatchResult tick) -> tick.group(1))
			.mapToInt(Integer::parseInt)
			.toArray();
	}

}
