package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.EnabledIfRoot;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command that shows the log, also of a daemon that has failed.
 */
class LogIT {

	private static final String INTERRUPT = "\u0003";

	private static final int INTERRUPTED = 130;

	private static final int NOBODY = 65534;

	/** Another user, who can read the class path of the tests wherever it is. */
	private static final String AS_NOBODY = "exec setpriv --reuid " + NOBODY + " --regid " + NOBODY
			+ " --clear-groups --inh-caps +dac_read_search --ambient-caps +dac_read_search \"$@\"";

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	void isShownOfDaemonThatRunsAndOfOneThatDoesNot() throws IOException {
		Run none = log().run();
		assertThat(none.exitCode()).isEqualTo(1);
		assertThat(none.stderr()).isEqualTo("TestApplication: there is no log file " + file() + " yet\n");
		ProcessFacts daemon = this.application.daemon(launch());
		append("\u001b]0;title\u0007the end\n");
		Run running = log().run();
		assertThat(running.exitCode()).as(running::toString).isZero();
		assertThat(running.stdout()).contains("Started TestApplication").endsWith("\\u001b]0;title\\u0007the end\n");
		assertThat(log("--daemon.log.lines=1").run().stdout()).isEqualTo("\\u001b]0;title\\u0007the end\n");
		daemon.kill();
		assertThat(log("--daemon.log.lines=1").run().stdout()).as("crashed").endsWith("the end\n");
	}

	@Test
	@FullTier
	void isShownAfterStartThatHasFailed() {
		assertThat(launch().args("--test.fail=exit").run().exitCode()).isEqualTo(42);
		Run shown = log().run();
		assertThat(shown.exitCode()).isZero();
		assertThat(shown.stdout()).contains("Starting TestApplication");
	}

	/**
	 * Only its own logging configuration knows the file.
	 */
	@Test
	@FullTier
	void isThatOfTheRunningDaemonWhereverItLogs() throws IOException {
		writeConfiguration();
		String configuration = "--logging.config=" + this.directory.resolve("own.xml");
		Run none = log(configuration).run();
		assertThat(none.exitCode()).isEqualTo(1);
		assertThat(none.stderr()).startsWith("TestApplication: its log file is not known");
		this.application.daemon(launch().args(configuration));
		assertThat(log(configuration).run().stdout()).contains("own Started TestApplication");
	}

	/**
	 * A daemon that has been taken over says that it logs to a secret file.
	 */
	@Test
	@FullTier
	@EnabledIfRoot
	void isNoFileOfRootThatAnotherUserHasPutThere() throws IOException {
		this.application.untraced();
		Files.setAttribute(this.directory, "unix:uid", NOBODY);
		Path own = writeConfiguration();
		String configuration = "--logging.config=" + this.directory.resolve("own.xml");
		this.application.daemon(launch().args(configuration).shell(AS_NOBODY));
		assertThat(log(configuration).run().stdout()).contains("own Started TestApplication");
		Files.delete(own);
		Files.writeString(own, "secret\n");
		Run refused = log(configuration).run();
		assertThat(refused.exitCode()).isEqualTo(1);
		assertThat(refused.stdout()).isEmpty();
		assertThat(refused.stderr()).contains("the log file " + own + " belongs to root");
	}

	@Test
	void isFollowedUntilItsReaderIsInterrupted() throws IOException {
		ProcessFacts daemon = this.application.daemon(launch());
		Started look = log("--daemon.log.follow", "--daemon.log.lines=1").onTerminal().start();
		awaitShown(look, "\n");
		append("appended\n");
		awaitShown(look, "appended");
		Path rolled = Files.move(file(), this.directory.resolve("rolled.log"));
		Files.writeString(rolled, "last of the former\n", StandardOpenOption.APPEND);
		Files.writeString(file(), "first of the new\n");
		awaitShown(look, "last of the former\r\nfirst of the new");
		Files.writeString(file(), "");
		// The look must have seen that it is shorter
		Awaitility.await().atMost(Application.TIMEOUT).until(() -> {
			append("behind\n");
			return look.stdout().contains("behind");
		});
		look.type(INTERRUPT);
		assertThat(look.await().exitCode()).isEqualTo(INTERRUPTED);
		assertThat(daemon.isAlive()).isTrue();
	}

	@Test
	@FullTier
	void isFollowedFromBeforeItIsThere() {
		Started look = log("--daemon.log.follow").start();
		assertThat(launch().run().exitCode()).isZero();
		awaitShown(look, "Started TestApplication");
		new ProcessFacts(look.pid()).signal("TERM");
		look.await();
	}

	@Test
	@FullTier
	void endsWithItsReader() {
		this.application.daemon(launch());
		Started look = log("--daemon.log.follow", "--daemon.log.lines=1").shell("\"$@\" | head -n 1").start();
		Awaitility.await().atMost(Application.TIMEOUT).until(() -> {
			append("more\n");
			return !new ProcessFacts(look.pid()).isAlive();
		});
		assertThat(look.await().stdout()).hasLineCount(1);
	}

	private Path writeConfiguration() throws IOException {
		Path own = this.directory.resolve("own.log");
		Files.writeString(this.directory.resolve("own.xml"), """
				<configuration>
					<appender name="FILE" class="ch.qos.logback.core.FileAppender">
						<file>%s</file>
						<encoder><pattern>own %%msg%%n</pattern></encoder>
					</appender>
					<root level="INFO"><appender-ref ref="FILE"/></root>
				</configuration>
				""".formatted(own));
		return own;
	}

	private static void awaitShown(Started look, String text) {
		Awaitility.await(text).atMost(Application.TIMEOUT).until(() -> look.stdout().contains(text));
	}

	private Path file() {
		return Application.log(this.directory);
	}

	private void append(String text) throws IOException {
		Files.writeString(file(), text, StandardOpenOption.APPEND);
	}

	private Launch launch() {
		return this.application.launch(this.directory).args("--daemon.pid-file=" + this.directory.resolve("pid"));
	}

	private Launch log(String... arguments) {
		return launch().args("--daemon.command=log").args(arguments);
	}

}
