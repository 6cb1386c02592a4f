package io.makedaemon.spring.boot.logging.log4j2;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.testsupport.FullTier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A generation shares its files with another one without losing a line. The other one is
 * the test here, which appends to them.
 */
class SharedFilesTests {

	private static final String LAYOUT = "<PatternLayout pattern=\"%m%n\"/>";

	private static final String SIZE = "<SizeBasedTriggeringPolicy size=\"100\"/>";

	private static final String TIME = "<TimeBasedTriggeringPolicy/>";

	private static final String CRON = "<CronTriggeringPolicy schedule=\"* * * * * ?\"/>";

	@TempDir
	Path directory;

	private LoggerContext context = new LoggerContext("test");

	private SharedFiles files = new SharedFiles(this.context, 2);

	@AfterEach
	void stop() {
		SharedConfigurations.end();
		this.context.stop();
	}

	@FullTier
	@ParameterizedTest
	@CsvSource({ "RollingFile, size", "RollingFile, time", "RollingFile, cron", "RollingRandomAccessFile, size",
			"RollingRandomAccessFile, time" })
	void ofTheFormerGenerationAreRolledAgainAfterwards(String type, String policy) throws IOException {
		configure(rolling(type, policy(policy)));
		log(0, 10);
		awaitRolled(1);
		this.files.begin();
		int end = logInTurns(100);
		assertRolledAgain(end);
	}

	@ParameterizedTest
	@CsvSource({ "RollingFile, size", "RollingFile, time", "RollingFile, cron", "RollingRandomAccessFile, size" })
	void ofTheNextGenerationAreRolledAfterwards(String type, String policy) throws IOException {
		other(0, 10);
		this.files.begin();
		configure(rolling(type, policy(policy)));
		int end = logInTurns(100);
		assertThat(files()).hasSize(1);
		assertRolledAgain(end);
	}

	private void assertRolledAgain(int end) throws IOException {
		int before = files().size();
		assertThat(lines()).contains(numbers(100, end));
		this.files.end();
		awaitRolled(2);
		assertThat(files().size()).isGreaterThan(before);
		this.context.stop();
		assertThat(lines()).doesNotHaveDuplicates().contains(numbers(0, 10)).contains(numbers(100, end));
	}

	@Test
	void areRolledByPatternAloneAfterwards() throws IOException {
		this.files.begin();
		configure(rolling("RollingFile", SIZE).replaceAll(" fileName=\"[^\"]*\"|<Default.*?/>", ""));
		log(0, 1000);
		assertThat(files()).hasSize(1);
		this.files.end();
		log(1000, 1010);
		Awaitility.await("rolling").until(() -> files().size() > 1);
		this.context.stop();
		assertThat(lines()).containsExactlyInAnyOrder(numbers(0, 1010));
	}

	@ParameterizedTest
	@ValueSource(strings = { "File", "RollingFile", "RollingRandomAccessFile" })
	void areNotEmptied(String type) throws IOException {
		other(0, 10);
		this.files.begin();
		configure(rolling(type, SIZE.replace("100", "1 GB")).replace("<" + type, "<" + type + " append=\"false\"")
			.replaceAll("File".equals(type) ? " filePattern=\"[^\"]*\"|<Size.*?/>|<Default.*?/>" : "never", ""));
		int end = logInTurns(100);
		assertThat(files()).hasSize(1);
		assertThat(lines()).contains(numbers(0, 10)).contains(numbers(100, end));
	}

	@Test
	void areAppendedIfTheyWereOpenedWithoutAppending() throws IOException {
		configure(plain("File", "append=\"false\""));
		log(0, 10);
		this.files.begin();
		int end = logInTurns(10);
		assertThat(lines()).containsExactly(numbers(0, end));
	}

	@ParameterizedTest
	@ValueSource(strings = { "RandomAccessFile", "MemoryMappedFile" })
	void areOwnIfTheyCannotBeShared(String type) throws IOException {
		other(0, 10);
		this.files.begin();
		configure(plain(type, "append=\"false\""));
		log(10, 20);
		assertThat(Files.readAllLines(file())).containsExactly(numbers(0, 10));
		assertThat(Files.readAllLines(this.directory.resolve("log.2"))).containsExactly(numbers(10, 20));
		assertThat(Appenders.firstFile(this.context.getConfiguration())).isEqualTo(this.directory.resolve("log.2"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "immediateFlush=\"false\"", "bufferSize=\"10\"" })
	void haveWholeLines(String attribute) throws IOException {
		configure(plain("File", attribute));
		log(0, 3000);
		this.files.begin();
		int end = logInTurns(3000);
		this.context.stop();
		assertThat(lines()).containsExactlyInAnyOrder(numbers(0, end));
	}

	@Test
	void areSharedAfterAReconfiguration() throws IOException {
		configure(rolling("RollingFile", SIZE));
		this.files.begin();
		this.context.addPropertyChangeListener((event) -> this.files.configured());
		configure(rolling("RollingFile", SIZE).replace("<Configuration", "<Configuration name=\"other\""));
		int end = logInTurns(0);
		assertThat(files()).hasSize(1);
		assertThat(lines()).containsExactly(numbers(0, end));
	}

	@Test
	void leaveNothingBehind() throws IOException {
		ConfigurationFactory before = ConfigurationFactory.getInstance();
		this.files.begin();
		assertThat(ConfigurationFactory.getInstance()).isNotSameAs(before);
		this.files.end();
		assertThat(ConfigurationFactory.getInstance()).isSameAs(before);
		configure(rolling("RollingRandomAccessFile", SIZE));
		assertThat(this.context.getConfiguration().<org.apache.logging.log4j.core.Appender>getAppender("FILE"))
			.isInstanceOf(org.apache.logging.log4j.core.appender.RollingRandomAccessFileAppender.class);
	}

	/**
	 * Log, in turns with another process, long enough for each kind of rolling to be due.
	 */
	private int logInTurns(int from) throws IOException {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1100);
		int i = from;
		while (System.nanoTime() < end || i < from + 1000) {
			if (i % 10 == 0) {
				other(i, i + 1);
			}
			else {
				log(i, i + 1);
			}
			i++;
			LockSupport.parkNanos(100_000);
		}
		return i;
	}

	private void other(int from, int to) throws IOException {
		Files.writeString(file(), String.join("\n", numbers(from, to)) + "\n", StandardOpenOption.CREATE,
				StandardOpenOption.APPEND);
	}

	/**
	 * Log until there is one more file.
	 */
	private void awaitRolled(int turn) throws IOException {
		int before = files().size();
		int[] next = { turn * 1_000_000 };
		Awaitility.await("rolling").until(() -> {
			log(next[0], ++next[0]);
			return files().size() > before;
		});
	}

	private void log(int from, int to) {
		IntStream.range(from, to).forEach((i) -> this.context.getLogger("logger").info(Integer.toString(i)));
	}

	private static String policy(String name) {
		return switch (name) {
			case "size" -> SIZE;
			case "time" -> TIME;
			default -> CRON;
		};
	}

	private String plain(String type, String attributes) {
		return "<%s name=\"FILE\" fileName=\"%s\" %s>%s</%s>".formatted(type, file(), attributes, LAYOUT, type);
	}

	private String rolling(String type, String policy) {
		return "<%s name=\"FILE\" fileName=\"%s\" filePattern=\"%s\">%s%s<DefaultRolloverStrategy max=\"20\"/></%s>"
			.formatted(type, file(), this.directory.resolve("rolled.%d{HH-mm-ss}.%i"), LAYOUT, policy, type);
	}

	private void configure(String appender) {
		String xml = "<Configuration><Appenders>" + appender
				+ "</Appenders><Loggers><Root level=\"info\"><AppenderRef ref=\"FILE\"/></Root></Loggers></Configuration>";
		try {
			Configuration configuration = ConfigurationFactory.getInstance()
				.getConfiguration(this.context,
						new ConfigurationSource(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8))));
			this.context.start(configuration);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String[] numbers(int from, int to) {
		return IntStream.range(from, to).mapToObj(Integer::toString).toArray(String[]::new);
	}

	private Path file() {
		return this.directory.resolve("log");
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

}
