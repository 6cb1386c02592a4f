package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.spring.boot.testapp.RestartingApplication;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Log, capture and signals are those of the process, whichever application runs in it:
 * one that is run when the one before was closed has them as that had.
 */
class RestartIT {

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	private int applications = 1;

	@Test
	@FullTier
	void leavesWhatBelongsToTheProcess() throws IOException {
		ProcessFacts daemon = this.application
			.daemon(this.application.launch(RestartingApplication.class, this.directory)
				.args("--test.signals=true", "--logging.file.name=app.log"));
		runAgain("main");
		runAgain("thread");
		runAgain("same");
		reload(daemon, 1);
		runAgain("beside");
		reload(daemon, 2);
		runAgain("without arguments");
		daemon.signal("TERM");
		this.application.processes().awaitNone();
		assertThat(Application.read(log())).doesNotContain("daemon.stderr", "foreground");
		assertThat(Application.log(this.directory)).doesNotExist();
		assertThat(this.directory.resolve("RestartingApplication.log")).doesNotExist();
	}

	/**
	 * The supervisor sees whether the application that runs by now is alive.
	 */
	@Test
	@FullTier
	void showsSignsOfLifeOfTheNextApplication() throws IOException {
		Path broken = this.directory.resolve("broken");
		Run run = this.application.launch(RestartingApplication.class, this.directory)
			.args("--logging.file.name=app.log", "--daemon.pid-file=" + this.directory.resolve("example.pid"),
					"--daemon.supervise=on-failure", "--daemon.supervise.liveness=2s", "--test.broken=" + broken)
			.run();
		assertThat(run.exitCode()).as(run::toString).isZero();
		String pid = Files.readString(this.directory.resolve("example.pid")).strip();
		runAgain("main");
		Files.createFile(broken);
		Application.await(log(), "process " + pid + " has shown no sign of life for 2 seconds");
	}

	private void runAgain(String way) throws IOException {
		this.applications++;
		Path file = Files.writeString(this.directory.resolve("way"), way);
		Files.move(file, this.directory.resolve("run-" + this.applications), StandardCopyOption.ATOMIC_MOVE);
		awaitTimes("daemon.stdout +: printed in daemon\n");
		awaitTimes("restart +: logged in daemon\n");
	}

	private void awaitTimes(String text) {
		Awaitility.await(text)
			.atMost(Application.TIMEOUT)
			.until(() -> Application.read(log()).split(text, -1).length == this.applications);
	}

	/**
	 * One application is told, and one only.
	 */
	private void reload(ProcessFacts daemon, int times) {
		daemon.signal("HUP");
		Application.await(this.directory.resolve("signals"), "reload\n".repeat(times));
		assertThat(this.directory.resolve("signals")).content().isEqualTo("reload\n".repeat(times));
	}

	private Path log() {
		return this.directory.resolve("app.log");
	}

}
