package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.RunningDaemon;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Run;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The log is where the command and the status say that it is, and it is a regular file.
 */
class LogFileIT {

	private static final String CONSOLE_ONLY = """
			<configuration>
				<include resource="org/springframework/boot/logging/logback/defaults.xml"/>
				<include resource="org/springframework/boot/logging/logback/console-appender.xml"/>
				<root level="INFO"><appender-ref ref="CONSOLE"/></root>
			</configuration>
			""";

	private static final String OWN_FILE = """
			<configuration scan="true" scanPeriod="100 milliseconds">
				<appender name="FILE" class="ch.qos.logback.core.FileAppender">
					<file>%s</file>
					<encoder><pattern>%%logger: %%msg%%n</pattern></encoder>
				</appender>
				<root level="INFO"><appender-ref ref="FILE"/></root>
			</configuration>
			""";

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void isThereWhenOnlyTheConsoleIsConfigured() throws IOException {
		isThereWhenOnlyTheConsoleIsConfigured("logback-spring.xml", true);
	}

	@FullTier
	@ParameterizedTest
	@CsvSource({ "logback-spring.xml, false", "own.xml, true", "own.xml, false" })
	void isThereWhenOnlyTheConsoleIsConfigured(String configuration, boolean captured) throws IOException {
		Path file = Files.writeString(this.directory.resolve(configuration), CONSOLE_ONLY);
		Path log = this.directory.resolve("app.log");
		Launch launch = launch().args("--logging.file.name=" + log, "--daemon.capture-output=" + captured);
		Run run = (configuration.startsWith("own") ? launch.args("--logging.config=" + file) : launch).run();
		assertAnnounced(run, log);
		assertThat(log).content().contains(" INFO ", ": Started TestApplication");
		if (captured) {
			Application.await(log, " daemon.stdout                            : printed behind run\n");
		}
	}

	@Test
	void isTheDefaultOneWhenNoneIsNamed() throws IOException {
		Path file = Files.writeString(this.directory.resolve("own.xml"), CONSOLE_ONLY);
		Run run = launch().args("--logging.config=" + file).run();
		assertAnnounced(run, Application.log(this.directory));
		Application.await(Application.log(this.directory), ": printed behind run\n");
	}

	@Test
	void isTheOneThatTheConfigurationNames() throws IOException {
		Path log = this.directory.resolve("other.log");
		Files.writeString(this.directory.resolve("logback-spring.xml"), OWN_FILE.formatted(log));
		Run run = launch().args("--logging.file.name=" + this.directory.resolve("app.log")).run();
		assertAnnounced(run, log);
		assertThat(this.directory.resolve("app.log")).doesNotExist();
	}

	/**
	 * By the command's line, and by the status.
	 */
	private void assertAnnounced(Run run, Path log) {
		assertThat(run.exitCode()).as(run::toString).isZero();
		assertThat(run.stdout()).endsWith(", log file " + log + "\n");
		assertThat(RunningDaemon.find(pidFile()).orElseThrow().published()).containsEntry("log", log.toString());
		assertThat(log).isRegularFile();
	}

	@Test
	@FullTier
	void isRefusedIfItIsNoRegularFile() throws IOException {
		isRefusedIfItIsNoRegularFile("/dev/stdout");
		isRefusedIfItIsNoRegularFile("link");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = { "/dev/stderr", "/dev/null", "pipe", "configured pipe", "configured stdout" })
	void isRefusedIfItIsNoRegularFile(String kind) throws IOException {
		Path file = this.directory.resolve("app.log");
		switch (kind) {
			case "link" -> Files.createSymbolicLink(file, Path.of("/dev/stderr"));
			case "pipe", "configured pipe" ->
				this.application.processes().program("mkfifo").args(file.toString()).run();
			case "configured stdout" -> file = Path.of("/dev/stdout");
			default -> file = Path.of(kind);
		}
		Launch launch = launch();
		if (kind.startsWith("configured")) {
			Path configuration = Files.writeString(this.directory.resolve("own.xml"), OWN_FILE.formatted(file));
			launch.args("--logging.config=" + configuration);
		}
		else {
			launch.args("--logging.file.name=" + file);
		}
		Map<String, Object> before = Files.readAttributes(file, "unix:ino,mode", LinkOption.NOFOLLOW_LINKS);
		Run run = launch.run();
		assertThat(run.exitCode()).as(run::toString).isEqualTo(1);
		assertThat(run.stderr()).startsWith("The log file " + file + " cannot be used: it is ")
			.endsWith("\n\nName a regular file, with logging.file.name or in the logging configuration.\n")
			.hasLineCount(3);
		assertThat(Files.readAttributes(file, "unix:ino,mode", LinkOption.NOFOLLOW_LINKS)).isEqualTo(before);
		this.application.processes().awaitNone();
	}

	@Test
	@FullTier
	void isNotReopenedIfItIsNoRegularFileAnyMore() throws IOException {
		ProcessFacts daemon = this.application.daemon(launch());
		Path log = Application.log(this.directory);
		Path old = Files.move(log, this.directory.resolve("old.log"));
		Files.createSymbolicLink(log, Path.of("/dev/stdout"));
		daemon.signal("HUP");
		Application.await(old, "The log file " + log + " cannot be reopened, so the old one is still in use: it is "
				+ "the daemon's own output, which is captured to be logged\n");
	}

	@Test
	@FullTier
	void isAnotherOneOrRefusedWhenAnotherConfigurationSaysSo() throws IOException {
		Path log = this.directory.resolve("app.log");
		Path file = Files.writeString(this.directory.resolve("logback-spring.xml"),
				OWN_FILE.formatted(this.directory.resolve("other.log")));
		this.application.daemon(launch().args("--test.ticker=true", "--logging.file.name=" + log));
		configureAgain(file, this.directory.resolve("third.log"));
		Awaitility.await("third log")
			.atMost(Application.TIMEOUT)
			.untilAsserted(() -> assertThat(RunningDaemon.find(pidFile()).orElseThrow().published())
				.containsEntry("log", this.directory.resolve("third.log").toString()));
		configureAgain(file, Path.of("/dev/stdout"));
		Application.await(log, "The log file /dev/stdout is no longer used: it is the daemon's own output");
		int length = Application.read(log).length();
		Awaitility.await("the log goes on")
			.atMost(Application.TIMEOUT)
			.until(() -> Application.read(log).length() > length + 10_000);
	}

	private void configureAgain(Path file, Path log) throws IOException {
		Path other = Files.writeString(this.directory.resolve("other.xml"), OWN_FILE.formatted(log));
		Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
	}

	private Launch launch() {
		return this.application.launch(this.directory).args("--daemon.pid-file=" + pidFile());
	}

	private Path pidFile() {
		return this.directory.resolve("pid");
	}

}
