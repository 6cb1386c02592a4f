package io.makedaemon.spring.boot.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link LoggingConfigurationFile}: relative files, as Logback and Log4j2 have them.
 */
class LoggingConfigurationFileTests {

	private static final Map<String, String> PROPERTIES = Map.of("app.logs", "of-app", "app.root", "/var/log");

	@TempDir
	Path directory;

	@ParameterizedTest
	@CsvSource(quoteCharacter = '\0', delimiter = '|',
			textBlock = """
					<appender><file>logs/app.log</file></appender> | logs/app.log
					<fileNamePattern> old/%d.gz </fileNamePattern> | old/%d.gz
					<file>${LOGS:-./logs}/app.log</file> | ./logs/app.log
					<property name="LOGS" scope="context" value="${HERE}/a"/><property name="HERE" value="logs"/><file>${LOGS}/b</file> | logs/a/b
					<Property name="logs">logs</Property><File name="a" fileName="${logs}/a.log"/> | logs/a.log
					<RollingFile fileName="/var/log/a" filePattern="a-%i.log"/> | a-%i.log
					<File fileName="${sys:LOGS:-logs}/a"/> | logs/a
					<file>${user.dir}/logs/app.log</file> | ./logs/app.log
					<springProperty scope="context" name="LOGS" source="app.logs"/><file>${LOGS}/a</file> | of-app/a
					<springProperty defaultValue="d" name="LOGS" source="app.none"/><file>${LOGS}/a</file> | d/a
					<File fileName="${spring:app.logs}/a"/> | of-app/a
					<include optional="true" file="conf/a.xml"/> | conf/a.xml
					<property file="logging.properties"/> | logging.properties
					""")
	void isFound(String text, String path) throws IOException {
		assertThat(find(text)).isEqualTo(path);
	}

	@ParameterizedTest
	@ValueSource(strings = { "<file>/var/log/app.log</file>", "<file>${LOG_FILE}</file>", "<!-- <file>a.log</file> -->",
			"<file>${java.io.tmpdir}/a.log</file>", "<file>${LOG_PATH:-${LOG_TEMP:-logs}}/a.log</file>",
			"<include file=\"/nonexistent/a.xml\"/>", "<include resource=\"nonexistent.xml\"/>",
			"<springProperty name=\"A\" source=\"app.root\" defaultValue=\"a\"/><file>${A}/a</file>",
			"<property name=\"A\" value=\"${A}\"/><file>${A}</file>" })
	void isNotFoundWhereNoneIs(String text) throws IOException {
		assertThat(find(text)).isNull();
	}

	@Test
	void isNamedWithItsConfiguration() throws IOException {
		Path file = Files.writeString(this.directory.resolve("any.xml"), "<file>a.log</file>");
		RelativePath path = new RelativePath("'file:" + file + "'", "a.log");
		assertThat(LoggingConfigurationFile.relativePath(file.toString(), PROPERTIES::get)).isEqualTo(path);
		assertThat(LoggingConfigurationFile.relativePath("file:" + file, PROPERTIES::get)).isEqualTo(path);
	}

	/**
	 * By Logback's elements, and by XInclude.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "<include file=\"%s/included.xml\"/>", "<include url=\"file:%s/included.xml\"/>",
			"<include resource=\"included-logging.xml\"/>", "<xi:include href=\"included.xml\"/>" })
	void isFoundInIncludedFile(String include) throws IOException {
		Files.writeString(this.directory.resolve("included.xml"),
				"<included><property name=\"LOGS\" value=\"logs\"/><file>${LOGS}/b.log</file></included>");
		assertThat(find(include.formatted(this.directory))).isEqualTo("logs/b.log");
		assertThat(find(include.formatted(this.directory) + "<file>${LOGS}/a.log</file>")).isEqualTo("logs/a.log");
	}

	@Test
	void isNotLookedForInCircle() throws IOException {
		assertThat(find("<include file=\"" + this.directory + "/any.xml\"/>")).isNull();
	}

	@Test
	void isNobodysWithoutConfiguration() {
		assertThat(LoggingConfigurationFile.relativePath(null, PROPERTIES::get)).isNull();
		assertThat(LoggingConfigurationFile.relativePath("/nonexistent", PROPERTIES::get)).isNull();
	}

	private @Nullable String find(String text) throws IOException {
		Path file = Files.writeString(this.directory.resolve("any.xml"), text);
		RelativePath found = LoggingConfigurationFile.relativePath(file.toString(), PROPERTIES::get);
		return (found != null) ? found.path() : null;
	}

}
