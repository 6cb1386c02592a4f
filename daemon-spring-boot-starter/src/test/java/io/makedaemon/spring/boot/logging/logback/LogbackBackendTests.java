package io.makedaemon.spring.boot.logging.logback;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link LogbackBackend}: every file that Logback logs to is reopened.
 */
class LogbackBackendTests {

	private static final String PLAIN = """
			<appender name="FILE" class="ch.qos.logback.core.FileAppender">
				<file>%s</file>
				<encoder><pattern>%%msg%%n</pattern></encoder>
			</appender>
			""";

	private static final String WITHOUT_APPEND = PLAIN.replace("<file>", "<append>false</append><file>");

	private static final String PRUDENT = PLAIN.replace("<file>", "<prudent>true</prudent><file>");

	private static final String ROLLING = PLAIN.replace("FileAppender", "rolling.RollingFileAppender")
		.replace("<encoder>", """
				<rollingPolicy class="ch.qos.logback.core.rolling.TimeBasedRollingPolicy">
					<fileNamePattern>log.%%d{yyyy-MM-dd}.gz</fileNamePattern>
				</rollingPolicy>
				<encoder>""");

	private static final String ASYNC = PLAIN.replace("FILE", "NESTED") + """
			<appender name="FILE" class="ch.qos.logback.classic.AsyncAppender">
				<appender-ref ref="NESTED"/>
			</appender>
			""";

	@TempDir
	Path directory;

	private final LoggerContext context = new LoggerContext();

	@BeforeEach
	void prepare() {
		this.context.setMDCAdapter(new LogbackMDCAdapter());
	}

	@AfterEach
	void stop() {
		this.context.stop();
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain", "append", "prudent", "rolling", "async" })
	void areOpenedAnew(String kind) throws IOException, JoranException {
		configure(switch (kind) {
			case "append" -> WITHOUT_APPEND;
			case "prudent" -> PRUDENT;
			case "rolling" -> ROLLING;
			case "async" -> ASYNC;
			default -> PLAIN;
		});
		log("one");
		Path rotated = Files.move(file(), this.directory.resolve("rotated"));
		log("two");
		LogbackBackend.reopen(this.context);
		log("three");
		this.context.stop();
		String last = Files.readString(file());
		assertThat(Files.readString(rotated) + last)
			.isEqualTo("one\ntwo\nThe log file " + file() + " was reopened\nthree\n");
		assertThat(last).endsWith("\nthree\n");
	}

	@Test
	void areNotEmptiedIfNobodyHasRenamedThem() throws JoranException {
		configure(WITHOUT_APPEND);
		log("one");
		LogbackBackend.reopen(this.context);
		assertThat(file()).content().startsWith("one\n");
	}

	@Test
	void areNoneWithoutConfiguration() {
		LogbackBackend.reopen(this.context);
		assertThat(LogbackBackend.first(this.context)).isNull();
	}

	private void log(String text) {
		this.context.getLogger("logger").info(text);
	}

	private void configure(String appender) throws JoranException {
		JoranConfigurator configurator = new JoranConfigurator();
		configurator.setContext(this.context);
		String xml = "<configuration>" + appender.formatted(file())
				+ "<root level=\"INFO\"><appender-ref ref=\"FILE\"/></root></configuration>";
		configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
		assertThat(LogbackBackend.first(this.context)).isEqualTo(file());
	}

	private Path file() {
		return this.directory.resolve("log");
	}

}
