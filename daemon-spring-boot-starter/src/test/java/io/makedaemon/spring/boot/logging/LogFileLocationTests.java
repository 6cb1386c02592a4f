package io.makedaemon.spring.boot.logging;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link LogFileLocation}: which file, and what the logging system is told.
 */
class LogFileLocationTests {

	private static final Path LAUNCH_DIRECTORY = Path.of("/home/user/my app");

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void isNamedAfterTheProgramWhenNothingIsSet() {
		assertThat(apply("example")).isEqualTo(Path.of("/home/user/my app/example.log"));
		assertProperty("logging.file.name", "/home/user/my app/example.log");
		assertProperty("logging.file.path", null);
		assertProperty("logging.config", null);
	}

	@Test
	void isOneFileWhenProgramNameHasSlashes() {
		assertThat(apply("my/program")).isEqualTo(Path.of("/home/user/my app/my_program.log"));
	}

	@Test
	void hasNoCharacterThatLogbackTakesForSomethingElse() {
		assertThat(apply("Orders (dev) 100% {a} [b] $c"))
			.isEqualTo(Path.of("/home/user/my app/Orders _dev_ 100_ _a_ _b_ _c.log"));
	}

	@Test
	void isInLaunchDirectoryWhenNameIsRelative() {
		this.environment.setProperty("logging.file.name", "logs/a.log");
		assertThat(apply("example")).isEqualTo(Path.of("/home/user/my app/logs/a.log"));
		assertProperty("logging.file.name", "/home/user/my app/logs/a.log");
	}

	@Test
	void isTheNameWhenThatIsAbsolute() {
		this.environment.setProperty("logging.file.name", "/var/log/a.log");
		assertThat(apply("example")).isEqualTo(Path.of("/var/log/a.log"));
		assertProperty("logging.file.name", "/var/log/a.log");
	}

	@Test
	void isSpringLogInPath() {
		this.environment.setProperty("logging.file.path", "logs");
		assertThat(apply("example")).isEqualTo(Path.of("/home/user/my app/logs/spring.log"));
		assertProperty("logging.file.path", "/home/user/my app/logs");
		assertProperty("logging.file.name", null);
	}

	@Test
	void isTheNameWhenThereIsPathToo() {
		this.environment.setProperty("logging.file.path", "logs");
		this.environment.setProperty("logging.file.name", "a.log");
		assertThat(apply("example")).isEqualTo(Path.of("/home/user/my app/a.log"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "logback-own.xml", "file:logback-own.xml" })
	void isUnknownWhenOnlyTheUsersConfigurationKnows(String config) {
		this.environment.setProperty("logging.config", config);
		assertThat(new LogFileLocation(this.environment, LAUNCH_DIRECTORY, "example").file()).isNull();
		apply("example");
		assertProperty("logging.file.name", null);
		assertProperty("logging.config", "/home/user/my app/logback-own.xml");
	}

	@ParameterizedTest
	@ValueSource(strings = { "classpath:logback-own.xml", "file:/etc/logback.xml" })
	void leavesConfigurationThatIsUrl(String config) {
		this.environment.setProperty("logging.config", config);
		apply("example");
		assertProperty("logging.config", config);
	}

	@Test
	void isInLaunchDirectoryWhenConfigurationIsSetAsWell() {
		this.environment.setProperty("logging.config", "classpath:logback-own.xml");
		this.environment.setProperty("logging.file.name", "a.log");
		assertThat(apply("example")).isEqualTo(Path.of("/home/user/my app/a.log"));
	}

	/**
	 * Logback would find a pattern in the path.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "/a{b", "/100%", "/a [1", "/${x}", "/a\\b", "/a\nb", "/*" })
	void isAsItWasTypedInDirectoryThatIsNotUnderstood(String directory) {
		LogFileLocation location = new LogFileLocation(this.environment, Path.of(directory), "example");
		assertThat(location.isRelative()).isTrue();
		assertThat(location.file()).isEqualTo(Path.of(directory, "example.log"));
		location.apply(this.environment);
		assertProperty("logging.file.name", "example.log");
	}

	@Test
	void isNotRelativeElsewhere() {
		assertThat(new LogFileLocation(this.environment, LAUNCH_DIRECTORY, "example").isRelative()).isFalse();
		this.environment.setProperty("logging.file.name", "/var/log/a.log");
		assertThat(new LogFileLocation(this.environment, Path.of("/a{b"), "example").isRelative()).isFalse();
	}

	private @Nullable Path apply(String programName) {
		LogFileLocation location = new LogFileLocation(this.environment, LAUNCH_DIRECTORY, programName);
		location.apply(this.environment);
		return location.file();
	}

	private void assertProperty(String name, @Nullable String value) {
		assertThat(this.environment.getProperty(name)).isEqualTo(value);
	}

}
