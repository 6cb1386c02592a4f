package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.JdkSensitive;
import io.makedaemon.testsupport.Launch;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * In a captured daemon neither a console appender nor Logback itself writes, whatever
 * configures it: what it wrote would be captured, logged, written again, and so on. What
 * is captured while it is reconfigured is not lost.
 */
@JdkSensitive
class ConsoleAppenderIT {

	private static final String PLAIN = """
			<configuration%s>
				<appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
					<encoder><pattern>printed: %%msg%%n</pattern></encoder>
				</appender>
				<appender name="ASYNC" class="ch.qos.logback.classic.AsyncAppender">
					<appender-ref ref="CONSOLE"/>
				</appender>
				<appender name="FILE" class="ch.qos.logback.core.FileAppender">
					<file>%s</file>
					<encoder><pattern>%s%%logger: %%msg%%n</pattern></encoder>
				</appender>
				<root level="INFO">
					<appender-ref ref="ASYNC"/>
					<appender-ref ref="CONSOLE"/>
					<appender-ref ref="FILE"/>
				</root>
			</configuration>
			""";

	private static final String SIFTING = """
			<configuration debug="true">
				<appender name="SIFT" class="ch.qos.logback.classic.sift.SiftingAppender">
					<discriminator><key>stream</key><defaultValue>none</defaultValue></discriminator>
					<sift>
						<appender name="CONSOLE-${stream}" class="ch.qos.logback.core.ConsoleAppender">
							<target>System.err</target>
							<encoder><pattern>printed: %%msg%%n</pattern></encoder>
						</appender>
					</sift>
				</appender>
				<appender name="FILE" class="ch.qos.logback.core.FileAppender">
					<file>%s</file>
					<encoder><pattern>%%logger: %%msg%%n</pattern></encoder>
				</appender>
				<root level="INFO"><appender-ref ref="SIFT"/><appender-ref ref="FILE"/></root>
			</configuration>
			""";

	private static final Pattern CAPTURED = Pattern.compile("daemon.stdout *: out-ticker (\\d+)\\R");

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void doesNotWriteWhenConfiguredByFile() throws IOException {
		doesNotWriteWhenConfiguredByFile("logback.xml", true);
	}

	@FullTier
	@ParameterizedTest
	@CsvSource({ "logback.xml, false", "logback-spring.xml, false", "logback-spring.xml, true" })
	void doesNotWriteWhenConfiguredByFile(String file, boolean sifting) throws IOException {
		Files.writeString(this.directory.resolve(file),
				sifting ? SIFTING.formatted(log()) : PLAIN.formatted("", log(), ""));
		this.application.daemon(launch());
		assertNothingIsPrinted(log());
	}

	/**
	 * In a file that Logback does not find by itself: it would scan that before Spring
	 * Boot configures it, and may then warn on standard error that there is nothing left
	 * to scan, as it does in the foreground.
	 */
	@Test
	@FullTier
	void doesNotWriteWhenConfiguredAgainByScanning() throws IOException {
		String scan = " scan=\"true\" scanPeriod=\"100 milliseconds\"";
		Path file = this.directory.resolve("logback-spring.xml");
		Files.writeString(file, PLAIN.formatted(scan, log(), ""));
		this.application.daemon(launch());
		assertNothingIsPrinted(log());
		Path other = Files.writeString(this.directory.resolve("other.xml"), PLAIN.formatted(scan, log(), "second "));
		Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
		Application.await(log(), "second ticker: ");
		assertNothingIsPrinted(log());
	}

	@Test
	@FullTier
	void doesNotWriteWhenConfiguredByTheRunningApplication() {
		doesNotWriteWhenConfiguredByTheRunningApplication("system");
	}

	@FullTier
	@ParameterizedTest
	@ValueSource(strings = "code")
	void doesNotWriteWhenConfiguredByTheRunningApplication(String kind) {
		this.application.daemon(launch().args("--test.reconfiguration=" + kind, "--logging.threshold.console=TRACE"));
		assertNothingIsPrinted(Application.log(this.directory));
	}

	private Launch launch() {
		return this.application.launch(this.directory).args("--test.ticker=true");
	}

	/**
	 * Neither now nor while the application goes on logging.
	 */
	private static void assertNothingIsPrinted(Path log) {
		int ticks = count(Application.read(log), "ticker *: tick ");
		Awaitility.await()
			.atMost(Application.TIMEOUT)
			.until(() -> count(Application.read(log), "ticker *: tick ") > ticks + 100);
		String after = Application.read(log);
		assertThat(after).doesNotContain("printed: ", "daemon.stderr");
		List<Integer> captured = CAPTURED.matcher(after)
			.results()
			.map((result) -> Integer.valueOf(result.group(1)))
			.toList();
		assertThat(captured).isNotEmpty().isEqualTo(IntStream.rangeClosed(1, captured.size()).boxed().toList());
	}

	private static int count(String text, String pattern) {
		return text.split(pattern, -1).length - 1;
	}

	private Path log() {
		return this.directory.resolve("own.log");
	}

}
