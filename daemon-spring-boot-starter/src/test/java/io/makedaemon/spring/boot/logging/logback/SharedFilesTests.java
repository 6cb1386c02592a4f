package io.makedaemon.spring.boot.logging.logback;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.status.Status;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;

import io.makedaemon.testsupport.FullTier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two generations write to the same files without losing a line. Each has a context here.
 */
class SharedFilesTests {

	private static final String PLAIN = """
			<appender name="%2$s" class="ch.qos.logback.core.FileAppender">
				<file>%1$s/log</file>
				<encoder><pattern>%%msg%%n</pattern></encoder>
			</appender>
			""";

	private static final String WITHOUT_APPEND = PLAIN.replace("<file>", "<append>false</append><file>");

	private static final String BUFFERED = PLAIN.replace("<file>", "<immediateFlush>false</immediateFlush><file>");

	private static final String ROLLING = """
			<appender name="%2$s" class="ch.qos.logback.core.rolling.RollingFileAppender">
				<file>%1$s/log</file>
				POLICY
				<encoder><pattern>%%msg%%n</pattern></encoder>
			</appender>
			""";

	@TempDir
	Path directory;

	private final List<LoggerContext> contexts = new ArrayList<>();

	@AfterEach
	void stop() {
		this.contexts.forEach(LoggerContext::stop);
	}

	@FullTier
	@ParameterizedTest
	@EnumSource
	void areRolledAgainAfterwards(Rolling rolling) throws IOException {
		LoggerContext former = configured(rolling.configuration);
		log(former, 0, 10);
		awaitRolled(former, 1);
		SharedFiles.share(former, true);
		LoggerContext next = context();
		SharedFiles.share(next, true);
		configure(next, rolling.configuration);
		int before = files().size();
		int middle = logInTurns(former, next, 100);
		// Reconfigured, which makes new appenders
		configure(former, rolling.configuration);
		configure(next, rolling.configuration);
		int end = logInTurns(former, next, middle);
		assertThat(files()).hasSize(before);
		former.stop();
		SharedFiles.share(next, false);
		awaitRolled(next, 2);
		next.stop();
		assertThat(lines()).doesNotHaveDuplicates().contains(numbers(0, 10)).contains(numbers(100, end));
	}

	/**
	 * Log long enough for each kind of rolling to be due.
	 */
	private static int logInTurns(LoggerContext former, LoggerContext next, int from) {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1100);
		int i = from;
		while (System.nanoTime() < end || i < from + 1000) {
			log((i % 2 == 0) ? former : next, i, i + 1);
			i++;
			LockSupport.parkNanos(100_000);
		}
		return i;
	}

	@Test
	void areNotEmptied() throws IOException {
		LoggerContext former = configured(WITHOUT_APPEND);
		log(former, 0, 10);
		SharedFiles.share(former, true);
		LoggerContext next = context();
		SharedFiles.share(next, true);
		configure(next, WITHOUT_APPEND);
		for (int i = 10; i < 20; i++) {
			log((i % 2 == 0) ? former : next, i, i + 1);
		}
		assertThat(lines()).containsExactly(numbers(0, 20));
	}

	@Test
	void areEmptiedByALaterStart() throws IOException {
		log(configured(WITHOUT_APPEND), 0, 10);
		log(configured(WITHOUT_APPEND), 10, 20);
		assertThat(lines()).containsExactly(numbers(10, 20));
	}

	/**
	 * Logback configures itself before the application, and is configured once more by
	 * it.
	 */
	@Test
	void areNotEmptiedEarly() throws IOException {
		log(configured(WITHOUT_APPEND), 0, 10);
		LoggerContext early = context();
		early.getStatusManager().add(new EarlyConfigurator.Silence());
		configureOnly(early, WITHOUT_APPEND);
		assertThat(lines()).containsExactly(numbers(0, 10));
		configure(early, WITHOUT_APPEND);
		assertThat(lines()).isEmpty();
	}

	@Test
	void haveWholeLinesIfBuffered() throws IOException {
		LoggerContext former = configured(BUFFERED);
		SharedFiles.share(former, true);
		LoggerContext next = context();
		SharedFiles.share(next, true);
		configure(next, BUFFERED);
		for (int i = 0; i < 10_000; i++) {
			log((i % 3 == 0) ? former : next, i, i + 1);
		}
		this.contexts.forEach(LoggerContext::stop);
		assertThat(lines()).containsExactlyInAnyOrder(numbers(0, 10_000));
	}

	@Test
	void causeNoWarning() throws IOException {
		LoggerContext context = configured(Rolling.FIXED.configuration);
		SharedFiles.share(context, true);
		configure(context, Rolling.TIME.configuration);
		SharedFiles.share(context, false);
		assertThat(context.getStatusManager().getCopyOfStatusList())
			.noneMatch((status) -> status.getLevel() >= Status.WARN);
	}

	@Test
	void rollOnIfTheUpgradeIsAbandoned() throws IOException {
		LoggerContext context = configured(Rolling.FIXED.configuration);
		RollingFileAppender<?> appender = (RollingFileAppender<?>) context.getLogger(Logger.ROOT_LOGGER_NAME)
			.getAppender("FILE");
		SharedFiles.share(context, true);
		log(context, 0, 1000);
		assertThat(files()).hasSize(1);
		SharedFiles.share(context, false);
		assertThat(appender.getTriggeringPolicy()).isInstanceOf(SizeBasedTriggeringPolicy.class);
		assertThat(context.getStatusManager().getCopyOfStatusListenerList()).isEmpty();
		log(context, 1000, 1100);
		awaitRolled(context, 1);
		assertThat(lines()).doesNotHaveDuplicates().contains(numbers(0, 1100));
	}

	/**
	 * Log until there is one more file.
	 */
	private void awaitRolled(LoggerContext context, int turn) throws IOException {
		int before = files().size();
		int[] next = { turn * 1_000_000 };
		Awaitility.await("rolling").until(() -> {
			log(context, next[0], ++next[0]);
			return files().size() > before;
		});
	}

	private LoggerContext context() {
		LoggerContext context = new LoggerContext();
		context.setMDCAdapter(new LogbackMDCAdapter());
		this.contexts.add(context);
		return context;
	}

	private LoggerContext configured(String configuration) {
		LoggerContext context = context();
		configure(context, configuration);
		return context;
	}

	private void configure(LoggerContext context, String appenders) {
		context.reset();
		configureOnly(context, appenders);
	}

	private void configureOnly(LoggerContext context, String appenders) {
		JoranConfigurator configurator = new JoranConfigurator();
		configurator.setContext(context);
		String xml = "<configuration>" + appenders.formatted(this.directory, "FILE")
				+ "<root level=\"INFO\"><appender-ref ref=\"FILE\"/></root></configuration>";
		try {
			configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
		}
		catch (JoranException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void log(LoggerContext context, int from, int to) {
		IntStream.range(from, to).forEach((i) -> context.getLogger("logger").info(Integer.toString(i)));
	}

	private static String[] numbers(int from, int to) {
		return IntStream.range(from, to).mapToObj(Integer::toString).toArray(String[]::new);
	}

	private List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.toList();
		}
	}

	private List<String> lines() throws IOException {
		List<String> lines = new ArrayList<>();
		for (Path file : files()) {
			lines.addAll(Files.readAllLines(file));
		}
		return lines;
	}

	/**
	 * What rolls a file.
	 */
	enum Rolling {

		/** Each second. */
		TIME("""
				<rollingPolicy class="ch.qos.logback.core.rolling.TimeBasedRollingPolicy">
					<fileNamePattern>%1$s/log.%%d{HH-mm-ss}</fileNamePattern>
				</rollingPolicy>
				"""),

		/** By size, checked each millisecond. */
		SIZE_AND_TIME("""
				<rollingPolicy class="ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy">
					<fileNamePattern>%1$s/log.%%d{yyyy-MM-dd}.%%i</fileNamePattern>
					<maxFileSize>100</maxFileSize>
					<checkIncrement>1</checkIncrement>
				</rollingPolicy>
				"""),

		/** By size. */
		FIXED("""
				<rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
					<fileNamePattern>%1$s/log.%%i</fileNamePattern>
					<minIndex>1</minIndex>
					<maxIndex>20</maxIndex>
				</rollingPolicy>
				<triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
					<maxFileSize>100</maxFileSize>
					<checkIncrement>1</checkIncrement>
				</triggeringPolicy>
				"""),

		/** In an appender that another one forwards to. */
		ASYNC(FIXED.policy, """
				<appender name="FILE" class="ch.qos.logback.classic.AsyncAppender">
					<appender-ref ref="NESTED"/>
					<discardingThreshold>0</discardingThreshold>
				</appender>
				""", false),

		/** In an appender that is created for the first event. */
		SIFTING(FIXED.policy, """
				<appender name="FILE" class="ch.qos.logback.classic.sift.SiftingAppender">
					<discriminator><key>key</key><defaultValue>value</defaultValue></discriminator>
					<sift>NESTED_APPENDER</sift>
				</appender>
				""", true);

		private final String policy;

		private final String configuration;

		Rolling(String policy) {
			this.policy = policy;
			this.configuration = ROLLING.replace("POLICY", policy);
		}

		Rolling(String policy, String outer, boolean inside) {
			this.policy = policy;
			String nested = ROLLING.replace("POLICY", policy).replace("%2$s", "NESTED");
			this.configuration = inside ? outer.replace("NESTED_APPENDER", nested) : nested + outer;
		}

	}

}
