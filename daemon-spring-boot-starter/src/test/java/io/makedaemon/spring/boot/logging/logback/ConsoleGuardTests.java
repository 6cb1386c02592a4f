package io.makedaemon.spring.boot.logging.logback;

import java.nio.file.Path;
import java.time.Duration;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.read.ListAppender;
import ch.qos.logback.core.status.OnConsoleStatusListener;
import ch.qos.logback.core.status.OnErrorConsoleStatusListener;
import ch.qos.logback.core.status.OnPrintStreamStatusListenerBase;
import ch.qos.logback.core.status.WarnStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ConsoleGuard}: whatever configures Logback, nothing is printed; other appenders
 * go on.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConsoleGuardTests {

	private static final String PLAIN = """
			<configuration>
				<appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
					<encoder><pattern>%msg%n</pattern></encoder>
				</appender>
				<root level="INFO"><appender-ref ref="CONSOLE"/></root>
			</configuration>
			""";

	private static final String NESTED = """
			<configuration>
				<appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
					<target>System.err</target>
					<encoder><pattern>%msg%n</pattern></encoder>
				</appender>
				<appender name="ASYNC" class="ch.qos.logback.classic.AsyncAppender">
					<appender-ref ref="CONSOLE"/>
				</appender>
				<logger name="some.logger" level="INFO"><appender-ref ref="ASYNC"/></logger>
			</configuration>
			""";

	private static final String NOT_ADDITIVE = """
			<configuration>
				<appender name="FILE" class="ch.qos.logback.core.FileAppender">
					<file>%s</file>
					<encoder><pattern>%%msg%%n</pattern></encoder>
				</appender>
				<appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
					<encoder><pattern>%%msg%%n</pattern></encoder>
				</appender>
				<logger name="some" additivity="false"><appender-ref ref="CONSOLE"/></logger>
				<root level="INFO"><appender-ref ref="FILE"/></root>
			</configuration>
			""";

	private static final String FILE_ELSEWHERE = NOT_ADDITIVE.replace("<appender-ref ref=\"FILE\"/>", "")
		.replace("</logger>", "</logger><logger name=\"other\"><appender-ref ref=\"FILE\"/></logger>");

	private static final String SIFTING = """
			<configuration>
				<appender name="SIFT" class="ch.qos.logback.classic.sift.SiftingAppender">
					<discriminator><key>key</key><defaultValue>none</defaultValue></discriminator>
					<sift>
						<appender name="CONSOLE-${key}" class="ch.qos.logback.core.ConsoleAppender">
							<encoder><pattern>%msg%n</pattern></encoder>
						</appender>
					</sift>
				</appender>
				<root level="INFO"><appender-ref ref="SIFT"/></root>
			</configuration>
			""";

	private static final String TALKATIVE = """
			<configuration debug="true">
				<appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
					<encoder><pattern>%msg%n</pattern></encoder>
				</appender>
				<root level="INFO"><appender-ref ref="CONSOLE"/></root>
			</configuration>
			""";

	@TempDir
	Path directory;

	private final LoggerContext context = new LoggerContext();

	@BeforeEach
	void start() {
		this.context.setMDCAdapter(new LogbackMDCAdapter());
		this.context.start();
	}

	@AfterEach
	void stop() {
		this.context.stop();
	}

	@ParameterizedTest
	@ValueSource(strings = { PLAIN, NESTED })
	void isNeeded(String configuration, CapturedOutput output) {
		configure(configuration);
		log();
		assertThat(output).contains("an event");
	}

	@ParameterizedTest
	@ValueSource(strings = { PLAIN, NESTED })
	void silencesConfigurationBeforeIt(String configuration, CapturedOutput output) {
		configure(configuration);
		install().configured();
		log();
		assertThat(output).isEmpty();
		assertThat(file()).content().containsOnlyOnce(": an event\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { PLAIN, NESTED })
	void silencesConfigurationAfterIt(String configuration, CapturedOutput output) {
		install();
		configure(configuration);
		log();
		assertThat(output).isEmpty();
		assertThat(file()).content().containsOnlyOnce(": an event\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { PLAIN, NESTED })
	void silencesConfigurationAfterReset(String configuration, CapturedOutput output) {
		install();
		configure(configuration);
		this.context.stop();
		this.context.reset();
		configure(configuration);
		this.context.start();
		log();
		assertThat(output).isEmpty();
	}

	@Test
	void silencesAppenderThatCodeAttachesLater(CapturedOutput output) {
		install();
		root().addAppender(consoleAppender());
		AsyncAppender async = new AsyncAppender();
		async.setContext(this.context);
		async.addAppender(consoleAppender());
		async.start();
		root().addAppender(async);
		log();
		async.stop();
		assertThat(output).isEmpty();
		assertThat(file()).content().containsOnlyOnce(": an event\n");
	}

	@Test
	void silencesAppenderThatIsStartedAgain(CapturedOutput output) {
		ConsoleAppender<ILoggingEvent> appender = consoleAppender();
		root().addAppender(appender);
		install();
		appender.start();
		root().addAppender(appender);
		log();
		assertThat(output).isEmpty();
	}

	@Test
	void detachesAppendersThatAreThere() {
		ConsoleAppender<ILoggingEvent> appender = consoleAppender();
		root().addAppender(appender);
		install();
		assertThat(root().iteratorForAppenders()).isExhausted();
		assertThat(appender.isStarted()).isFalse();
	}

	@Test
	void silencesListenersThatPrintTheMessagesOfLogback(CapturedOutput output) {
		add(new ErrorListener());
		add(new OnErrorConsoleStatusListener());
		install();
		configure(TALKATIVE);
		warn();
		assertThat(output).isEmpty();
	}

	@Test
	void silencesListenersThatAreAddedAfterReset(CapturedOutput output) {
		add(new ErrorListener());
		install();
		this.context.stop();
		this.context.reset();
		warn();
		// As Spring Boot does when it is told to initialize its logging system again
		add(new ErrorListener());
		this.context.start();
		warn();
		assertThat(output).isEmpty();
	}

	private void add(OnPrintStreamStatusListenerBase listener) {
		listener.setContext(this.context);
		if (this.context.getStatusManager().add(listener)) {
			listener.start();
		}
	}

	private void warn() {
		this.context.getStatusManager().add(new WarnStatus("a warning", this));
	}

	/**
	 * What would be on the console only, in the foreground.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "logger that is not additive", "file of another logger", "sifting" })
	void letsNoEventBeLost(String kind, CapturedOutput output) {
		Logger withDefault = this.context.getLogger("org.apache.catalina.util.LifecycleBase");
		withDefault.setLevel(Level.DEBUG);
		install();
		configure(switch (kind) {
			case "sifting" -> SIFTING;
			case "file of another logger" -> FILE_ELSEWHERE.formatted(file());
			default -> NOT_ADDITIVE.formatted(file());
		});
		this.context.getLogger("other").info("another event");
		assertThat(withDefault.getLevel()).isEqualTo(Level.DEBUG);
		log();
		assertThat(output).isEmpty();
		assertThat(file()).content().containsOnlyOnce("an event\n").containsOnlyOnce("another event\n");
	}

	/**
	 * What is logged while the appenders are being stopped, one after the other.
	 */
	@Test
	void attachesNothingDuringReset() {
		install();
		ConsoleAppender<ILoggingEvent> console = consoleAppender();
		ListAppender<ILoggingEvent> other = new ListAppender<>() {

			@Override
			public void stop() {
				super.stop();
				console.doAppend(new LoggingEvent("", root(), Level.INFO, "an event", null, null));
			}

		};
		other.setContext(this.context);
		other.start();
		root().addAppender(other);
		root().addAppender(console);
		this.context.reset();
		assertThat(file()).doesNotExist();
	}

	@Test
	void leavesOtherAppenders() {
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.setContext(this.context);
		appender.start();
		root().addAppender(appender);
		install().configured();
		assertThat(file()).doesNotExist();
		log();
		assertThat(appender.list).extracting(ILoggingEvent::getFormattedMessage).containsExactly("an event");
	}

	private ConsoleGuard install() {
		return ConsoleGuard.install(this.context, new LastSink(this.context, file()),
				new ConfigurationGate(this.context, Duration.ofMinutes(1)));
	}

	private Path file() {
		return this.directory.resolve("app.log");
	}

	private ConsoleAppender<ILoggingEvent> consoleAppender() {
		PatternLayoutEncoder encoder = new PatternLayoutEncoder();
		encoder.setContext(this.context);
		encoder.setPattern("%msg%n");
		encoder.start();
		ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
		appender.setContext(this.context);
		appender.setEncoder(encoder);
		appender.start();
		return appender;
	}

	private void configure(String configuration) {
		LogbackConfigurations.apply(this.context, configuration);
	}

	private Logger root() {
		return this.context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
	}

	/**
	 * Logs, and waits until all is written: the context's end waits for its threads.
	 */
	private void log() {
		this.context.getLogger("some.logger").setLevel(Level.INFO);
		this.context.getLogger("some.logger").info("an event");
		this.context.stop();
	}

	/**
	 * Another class, as Spring Boot's own is.
	 */
	private static final class ErrorListener extends OnConsoleStatusListener {

	}

}
