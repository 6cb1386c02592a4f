package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that is not to become a daemon ends as it does without the starter: with
 * the same exit code, and the same words.
 */
class ForegroundExitIT {

	@RegisterExtension
	final Application with = new Application();

	@RegisterExtension
	final Application without = new Application().without("daemon-spring-boot-starter");

	@TempDir
	Path directory;

	@Test
	@FullTier
	void isThatOfBoot() {
		isThatOfBoot("--test.fail=runner with code", "-Dtest.end=", 42);
	}

	@FullTier
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			--test.fail=none             | -Dtest.end=               | 0
			--test.fail=none             | -Dtest.end=exit           | 3
			--test.fail=none             | -Dtest.end=throw          | 1
			--test.fail=none             | -Dtest.end=exit with code | 42
			--test.fail=bean             | -Dtest.end=               | 1
			--test.fail=runner           | -Dtest.end=               | 1
			--test.fail=exit             | -Dtest.end=               | 42
			--test.fail=close            | -Dtest.end=               | 0
			--test.fail=ready            | -Dtest.end=               | 1
			""")
	void isThatOfBoot(String argument, String option, int exitCode) {
		Run expected = run(this.without, argument, option);
		Run run = run(this.with, argument, option);
		assertThat(run.exitCode()).isEqualTo(expected.exitCode()).isEqualTo(exitCode);
		assertThat(withoutNumbers(run.stdout())).isEqualTo(withoutNumbers(expected.stdout())).contains("Starting Test");
		assertThat(withoutNumbers(run.stderr())).isEqualTo(withoutNumbers(expected.stderr()));
		assertThat(this.directory).isEmptyDirectory();
	}

	/**
	 * What the starter adds are definitions of beans, made when somebody asks for them,
	 * and the one that says that this is no daemon.
	 */
	@Test
	@FullTier
	void hasNoOtherThreadsBeansAndSourcesThanBoot() throws IOException {
		List<String> expected = inventory(this.without);
		List<String> added = new ArrayList<>(inventory(this.with));
		expected.forEach(added::remove);
		assertThat(added).allMatch((line) -> line.matches("(bean|singleton) (io\\.makedaemon\\..*|daemon[A-Z].*)"))
			.noneMatch((line) -> line.equals("singleton daemonContext"));
		assertThat(expected).anyMatch((line) -> line.startsWith("thread keep-alive"));
	}

	private List<String> inventory(Application application) throws IOException {
		Path file = this.directory.resolve("inventory");
		Started started = application.launch(this.directory)
			.args("--daemon.enabled=false", "--test.inventory=" + file)
			.start();
		Awaitility.await().atMost(Application.TIMEOUT).until(() -> started.stdout().contains("printed behind run"));
		List<String> lines = Files.readAllLines(file);
		new ProcessFacts(started.pid()).kill();
		started.await();
		Files.delete(file);
		return lines;
	}

	private Run run(Application application, String argument, String option) {
		return application.launch(this.directory, "-Dspring.main.keep-alive=false", option)
			.args("--daemon.enabled=false", argument)
			.run();
	}

	private static String withoutNumbers(String text) {
		return text.replaceAll("\\d+", "0");
	}

}
