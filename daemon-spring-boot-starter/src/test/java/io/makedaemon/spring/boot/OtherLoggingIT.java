package io.makedaemon.spring.boot;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Output is captured for Logback and Log4j2; with another logging system the start fails,
 * and says what to do.
 */
class OtherLoggingIT {

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void isRefusedWithoutLogback() {
		assertThat(failure(this.application.without("logback").launch(this.directory))).isEqualTo(
				"daemon.capture-output needs Logback or Log4j2, and neither is on the class path: add one, or set "
						+ "daemon.capture-output=false\n");
	}

	/**
	 * With its logging system, Spring Boot itself would refuse it.
	 */
	@Test
	void isRefusedWhenLogbackIsNotUsed() {
		assertThat(
				failure(this.application.launch(this.directory, "-Dorg.springframework.boot.logging.LoggingSystem=none",
						"-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider")))
			.startsWith(
					"daemon.capture-output needs Logback or Log4j2, but SLF4J logs to org.slf4j.helpers.NOPLoggerFactory: "
							+ "remove that from the class path, or set daemon.capture-output=false");
	}

	@Test
	@FullTier
	void isPossibleWhenNothingIsCaptured() {
		Launch launch = this.application.without("logback").launch(this.directory);
		ProcessFacts daemon = this.application
			.daemon(launch.args("--daemon.capture-output=false", "--test.signals=true"));
		daemon.signal("HUP");
		Application.await(this.directory.resolve("signals"), "reload\n");
		assertThat(daemon.isAlive()).isTrue();
	}

	private String failure(Launch launch) {
		Run run = launch.run();
		assertThat(run.exitCode()).isEqualTo(1);
		this.application.processes().awaitNone();
		return run.stderr()
			.lines()
			.filter((line) -> !line.startsWith("SLF4J"))
			.map((line) -> line + "\n")
			.reduce("", String::concat);
	}

}
