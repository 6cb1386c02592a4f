package io.makedaemon.spring.boot.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
					""")
	void isFound(String text, String path) throws IOException {
		assertThat(find(text)).isEqualTo(path);
	}

	@ParameterizedTest
	@ValueSource(strings = { "<file>/var/log/app.log</file>", "<file>${LOG_FILE}</file>", "<!-- <file>a.log</file> -->",
			"<file>${java.io.tmpdir}/a.log</file>", "<file>${LOG_PATH:-${LOG_TEMP:-logs}}/a.log</file>",
			"<include file=\"a.xml\"/>", "<property name=\"A\" value=\"${A}\"/><file>${A}</file>" })
	void isNotFoundWhereNoneIs(String text) throws IOException {
		assertThat(find(text)).isNull();
	}

	@Test
	void isNamedWithItsConfiguration() throws IOException {
		Path file = Files.writeString(this.directory.resolve("any.xml"), "<file>a.log</file>");
		RelativePath path = new RelativePath("'file:" + file + "'", "a.log");
		assertThat(LoggingConfigurationFile.relativePath(file.toString())).isEqualTo(path);
		assertThat(LoggingConfigurationFile.relativePath("file:" + file)).isEqualTo(path);
	}

	@Test
	void isNobodysWithoutConfiguration() {
		assertThat(LoggingConfigurationFile.relativePath(null)).isNull();
		assertThat(LoggingConfigurationFile.relativePath("/nonexistent")).isNull();
	}

	private @Nullable String find(String text) throws IOException {
		Path file = Files.writeString(this.directory.resolve("any.xml"), text);
		RelativePath found = LoggingConfigurationFile.relativePath(file.toString());
		return (found != null) ? found.path() : null;
	}

}
