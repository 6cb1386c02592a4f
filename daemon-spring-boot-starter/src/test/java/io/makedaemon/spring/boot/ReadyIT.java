package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the command ends: not before the application is ready, and with nothing but one
 * line.
 */
class ReadyIT {

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	void isWhenTheRunnersAreDone() throws IOException {
		Path gate = this.directory.resolve("gate");
		Started command = this.application.launch(this.directory).args("--test.gate=" + gate).start();
		Awaitility.await()
			.atMost(Application.TIMEOUT)
			.until(() -> Files.exists(this.directory.resolve("gate-reached")));
		assertThat(Application.read(Application.log(this.directory))).contains("Started TestApplication");
		assertThat(command.isAlive()).isTrue();
		assertThat(command.stdout()).isEmpty();
		Files.createFile(gate);
		Run run = command.await();
		assertThat(run.exitCode()).isZero();
		assertThat(run.stdout()).matches("TestApplication is ready after \\d+\\.\\d seconds, pid \\d+, log file "
				+ Application.log(this.directory) + "\n");
		assertThat(run.stderr()).isEmpty();
	}

	@Test
	void isShownOnTerminalUntilThen() throws IOException {
		Path gate = this.directory.resolve("gate");
		Started command = this.application.launch(this.directory).args("--test.gate=" + gate).onTerminal().start();
		Awaitility.await()
			.atMost(Application.TIMEOUT)
			.until(() -> command.stdout()
				.matches("(?s).*\rTestApplication: context refreshed, \\d+ s *\b*\u001b\\[\\?7h"));
		Files.createFile(gate);
		assertThat(command.await().stdout()).contains("TestApplication is ready after ");
	}

	@Test
	@FullTier
	void isNotSaidWhenItIsToBeQuiet() {
		Run run = this.application.launch(this.directory).args("--daemon.quiet=true").onTerminal().run();
		assertThat(run.exitCode()).isZero();
		assertThat(run.stdout()).isEmpty();
		assertThat(this.application.processes().alive()).hasSize(1);
	}

	@Test
	void isToldToBeansWhichUseWhatTheDaemonHasInherited() throws IOException {
		isToldToBeansWhichUseWhatTheDaemonHasInherited("0");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = "90s")
	void isToldToBeansWhichUseWhatTheDaemonHasInherited(String timeout) throws IOException {
		Path file = this.directory.resolve("file");
		ProcessFacts daemon = this.application.daemon(this.application.launch(this.directory)
			.args("--test.ready=fail", "--daemon.files[0].path=" + file, "--daemon.start-timeout=" + timeout));
		Application.await(Path.of(file + "-ready"), "true true false");
		Application.await(Application.log(this.directory), "A listener of the DaemonReadyEvent has failed");
		assertThat(file).hasContent("written");
		assertThat(daemon.descriptors().values()).contains(file.toString());
		assertThat(daemon.isAlive()).isTrue();
	}

	@Test
	@FullTier
	void isNotToldInTheForegroundWhereBeansHaveTheFilesToo() {
		Path file = this.directory.resolve("file");
		this.application.launch(this.directory)
			.args("--test.ready=true", "--daemon.files[0].path=" + file, "--daemon.command=run")
			.start();
		Application.await(file, "written");
		assertThat(Path.of(file + "-ready")).doesNotExist();
	}

}
