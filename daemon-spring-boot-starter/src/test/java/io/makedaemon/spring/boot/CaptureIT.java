package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.programs.Flood;
import io.makedaemon.testsupport.EnduranceTier;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.NumberedLines;
import io.makedaemon.testsupport.ProcessFacts;
import io.makedaemon.testsupport.Started;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the application prints is in its log: as it was printed, each line once, and
 * harmless.
 */
@JdkSensitive
class CaptureIT {

	private static final int SIGQUIT = 3;

	private static final int LINES = Integer.getInteger("makedaemon.test.lines");

	private static final String LOGBACK = """
			<configuration>
				<appender name="FILE" class="ch.qos.logback.core.FileAppender">
					<file>%s</file>
					<encoder><pattern>%%level %%logger [%%X{stream}]: %%msg%%n</pattern></encoder>
				</appender>
				<appender name="TROUBLE" class="io.makedaemon.spring.boot.testapp.TroubleAppender"/>
				<logger name="printed" level="DEBUG"/>
				<root level="INFO"><appender-ref ref="FILE"/><appender-ref ref="TROUBLE"/></root>
			</configuration>
			""";

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	void isFaithfulAndHarmless() throws IOException {
		Files.writeString(this.directory.resolve("banner.txt"),
				"\u001b[32mbanner\u001b[0;39m \u2603\n  second line\u001b[2J\n");
		this.application
			.daemon(this.application.launch(this.directory, "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8")
				.args(configuration(), "--test.texts=true", "--daemon.capture.max-line-length=160B",
						"--daemon.capture.stdout.logger=printed", "--daemon.capture.stdout.level=debug",
						"--spring.main.banner-mode=console"));
		Application.await(log(), "behind the trace");
		Application.await(log(), "printed behind run");
		assertThat(lines("printed [")).containsExactly("DEBUG printed [stdout]: sn\u00f6 \u2603",
				"DEBUG printed [stdout]: with return", "DEBUG printed [stdout]: ",
				"DEBUG printed [stdout]: forged\\u000d2000-01-01T00:00:00.000Z  INFO 1 --- forged\\u001b[2J\\u0085",
				"DEBUG printed [stdout]: long " + "x".repeat(155),
				"DEBUG printed [stdout]: [continued] " + "x".repeat(45) + " end", "DEBUG printed [stdout]: {} ${PATH}",
				"DEBUG printed [stdout]: invalid \ufffd\ufffd", "DEBUG printed [stdout]: printed behind run");
		assertThat(Application.read(log()))
			.contains("INFO org.springframework.boot.SpringApplication []: banner \u2603\n  second line\\u001b[2J\n");
		assertThat(lines("daemon.stderr [")).containsExactly(
				"WARN daemon.stderr [stderr]: java.lang.IllegalStateException: printed",
				"WARN daemon.stderr [stderr]: behind the trace");
		assertThat(Application.read(log())).containsPattern("IllegalStateException: printed(\n\t[^\n]++)++"
				+ "\nCaused by: java.io.IOException: the cause\n\t\\.\\.\\. \\d+ more\n(WARN|DEBUG) ");
	}

	@Test
	@FullTier
	void leavesStackTracesInLinesWhenTold() throws IOException {
		this.application.daemon(this.application.launch(this.directory)
			.args(configuration(), "--test.texts=true", "--daemon.capture.group-stack-traces=false",
					"--daemon.capture.stderr.level=error"));
		Application.await(log(), "behind the trace");
		assertThat(lines("ERROR daemon.stderr [stderr]: ")).hasSizeGreaterThan(5)
			.contains("ERROR daemon.stderr [stderr]: Caused by: java.io.IOException: the cause");
	}

	@Test
	@FullTier
	@EnduranceTier
	void losesNothingWhateverWrites() {
		int each = LINES / (2 * Flood.WAYS.size());
		ProcessFacts daemon = this.application.daemon(this.application.launch(this.directory)
			.args("--test.flood=" + each, "--daemon.start-timeout=10m",
					"--logging.logback.rollingpolicy.max-file-size=10GB"));
		Path file = Application.log(this.directory);
		Application.await(file, "printed behind run");
		Map<String, Integer> all = Stream.of("out", "err")
			.flatMap((stream) -> Flood.WAYS.stream().map((way) -> stream + "-" + way))
			.collect(Collectors.toMap((writer) -> writer, (writer) -> each));
		Awaitility.await("standard error")
			.atMost(Application.TIMEOUT)
			.pollInterval(Duration.ofSeconds(1))
			.untilAsserted(() -> assertThat(NumberedLines.count(file)).isEqualTo(all));
		daemon.kill();
	}

	@Test
	@FullTier
	void showsLineThatDoesNotEnd() throws IOException {
		Path go = this.directory.resolve("go");
		Started command = this.application.launch(this.directory)
			.args(configuration(),
					"--test.child=printf 'name: '; while [ ! -e " + go + " ]; do sleep 0.05; done; echo somebody")
			.start();
		Application.await(log(), "INFO daemon.stdout [stdout]: name:  [unfinished]\n");
		Files.createFile(go);
		Application.await(log(), "INFO daemon.stdout [stdout]: [continued] somebody\n");
		assertThat(command.await().exitCode()).isZero();
	}

	@Test
	void goesOnWhenAnAppenderFails() throws IOException {
		this.application.daemon(this.application.launch(this.directory)
			.args(configuration(), "--test.child=echo before; echo poison; echo poison; echo after"));
		Application.await(log(), "stdout are missing here, because they could not be written (2 since its start)");
		assertThat(lines("daemon.stdout [")).contains("INFO daemon.stdout [stdout]: before",
				"INFO daemon.stdout [stdout]: after");
	}

	@Test
	void doesNotLoopWhenAnAppenderPrints() throws IOException {
		this.application
			.daemon(this.application.launch(this.directory).args(configuration(), "--test.child=echo echo; echo last"));
		Application.await(log(), "printed behind run");
		Awaitility.await().during(Duration.ofSeconds(1)).until(() -> lines("daemon.stdout [").size() == 3);
	}

	@Test
	@FullTier
	void waitsForLogThatBlocksAndDropsWhatIsTooMuch() throws IOException {
		Path block = Files.createFile(this.directory.resolve("block"));
		ProcessFacts daemon = this.application.daemon(this.application.launch(this.directory, "-Dtest.block=" + block)
			.args(configuration(), "--daemon.capture.max-backlog=2MB", "--test.ticker=true",
					"--test.child=stdbuf -oL seq -f 'child %.0f' 1 2000000"));
		for (int i = 0; i < 3; i++) {
			daemon.signal("QUIT");
			// Two that are pending at once would be one
			Awaitility.await("delivered").atMost(Application.TIMEOUT).until(() -> !daemon.isPending(SIGQUIT));
		}
		String tick = "ticker []: tick ";
		long ticks = lines(tick).size();
		Awaitility.await("application goes on")
			.atMost(Application.TIMEOUT)
			.until(() -> lines(tick).size() > ticks + 100);
		Files.delete(block);
		Application.await(log(), "because they arrived faster than the log could take them");
		Application.await(log(), "stdout]: child 2000000\n");
		Awaitility.await("dumps").atMost(Application.TIMEOUT).until(() -> lines("JNI global refs").size() == 3);
		assertThat(lines("stdout]: child ")).allMatch((line) -> line.matches(".*: child \\d+"));
	}

	@Test
	@FullTier
	void saysThatStreamIsNotCapturedAnyMore() throws IOException {
		ProcessFacts daemon = this.application.daemon(this.application.launch(this.directory)
			.args(configuration(), "--test.close-stderr=true", "--test.ticker=true", "--test.health=true",
					"--test.child=yes | head -c 9000000 >&2"));
		Application.await(log(), "The daemon's stderr is no longer captured\njava.io.IOException: Stream closed");
		Application.await(log(), "out-ticker 100\n");
		assertThat(lines("probe []: health: ").get(0)).contains("health: UP ");
		Awaitility.await("down")
			.atMost(Application.TIMEOUT)
			.until(() -> lines("probe []: health: ").stream().anyMatch((line) -> line.contains("health: DOWN ")));
		assertThat(daemon.isAlive()).isTrue();
	}

	private String configuration() throws IOException {
		return "--logging.config=" + Files.writeString(this.directory.resolve("own.xml"), LOGBACK.formatted(log()));
	}

	private Path log() {
		return this.directory.resolve("own.log");
	}

	private List<String> lines(String text) throws IOException {
		try (Stream<String> lines = Files.lines(log())) {
			return lines.filter((line) -> line.contains(text)).toList();
		}
	}

}
