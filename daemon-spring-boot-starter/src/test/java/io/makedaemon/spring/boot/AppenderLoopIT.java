package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Launch;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An appender that prints because of what it is given, on another thread: that comes to
 * an end, and is said. What others print goes to all appenders.
 */
class AppenderLoopIT {

	private static final String LOGBACK = """
			<configuration>
				<appender name="FILE" class="ch.qos.logback.core.FileAppender">
					<file>%s</file>
					<encoder><pattern>%%level %%logger: %%msg%%n</pattern></encoder>
				</appender>
				<appender name="ECHO" class="io.makedaemon.spring.boot.testapp.EchoAppender"/>
				<appender name="ASYNC" class="ch.qos.logback.classic.AsyncAppender">
					<appender-ref ref="ECHO"/>
				</appender>
				<appender name="EXPORTER" class="io.makedaemon.spring.boot.testapp.ComplainingAppender"/>
				<root level="INFO"><appender-ref ref="FILE"/><appender-ref ref="%s"/></root>
			</configuration>
			""";

	private static final String SAID = "lines like the following go to log files only from now on: ";

	@RegisterExtension
	final Application application = new Application();

	@TempDir
	Path directory;

	@Test
	@FullTier
	void isEndedWhenAnotherThreadPrints() throws IOException {
		this.application.daemon(launch("ASYNC"));
		assertEnded("echo of ");
	}

	@Test
	@FullTier
	void isEndedWhenAnExporterComplains() throws IOException {
		this.application.daemon(launch("EXPORTER"));
		assertEnded("Failed to export # events: connection refused");
	}

	/**
	 * A line every 5 ms, that nobody prints because of another.
	 */
	@Test
	@FullTier
	void isNotSeenWhereThereIsNone() throws IOException {
		this.application.daemon(launch("EXPORTER").args("--test.ticker=true"));
		Application.await(log(), ": out-ticker 1000\n");
		assertThat(Application.read(log())).doesNotContain(SAID + "out-ticker");
	}

	private Launch launch(String appender) throws IOException {
		Path file = Files.writeString(this.directory.resolve("own.xml"), LOGBACK.formatted(log(), appender));
		return this.application.launch(this.directory).args("--logging.config=" + file);
	}

	private void assertEnded(String text) {
		Pattern said = Pattern.compile("WARN daemon\\.\\w+: An appender \\(\\w+\\) prints lines .*" + SAID + ".*"
				+ Pattern.quote(text).replace("#", "\\E\\d+\\Q"));
		Awaitility.await("end of the loop")
			.atMost(Application.TIMEOUT)
			.until(() -> said.matcher(Application.read(log())).find());
		AtomicLong size = new AtomicLong();
		Awaitility.await("nothing more")
			.atMost(Application.TIMEOUT)
			.during(Duration.ofSeconds(2))
			.until(() -> size.getAndSet(Files.size(log())) == size.get());
		assertThat(said.matcher(Application.read(log())).results()).hasSize(1);
	}

	private Path log() {
		return this.directory.resolve("own.log");
	}

}
