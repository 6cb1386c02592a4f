package io.makedaemon.spring.boot.diagnostics;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.mock.env.MockEnvironment;

import io.makedaemon.Failures;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link FailureText}: description and action, or else the messages.
 */
class FailureTextTests {

	@Test
	void isDescriptionAndAction() {
		assertThat(FailureText.of(Failures.locked("/run/a.lock", OptionalLong.of(4711)), null)).isEqualTo("""
				/run/a.lock is locked by process 4711: the daemon is already running

				Stop the running daemon first, with --daemon.command=stop or with: kill 4711.
				Another one beside it needs its own daemon.program-name, daemon.pid-file and daemon.files.""");
	}

	@Test
	void saysThatThereIsNoTerminal() {
		String message = "Cannot invoke \"java.io.Console.readPassword()\" because the return value of "
				+ "\"java.lang.System.console()\" is null";
		assertThat(FailureText.of(new NullPointerException(message), null))
			.startsWith("java.lang.NullPointerException: ")
			.endsWith("If it needs one, run it with --daemon.command=run or with daemon.enabled=false.");
	}

	@Test
	void saysWhatToDoAboutPathThatTheLocaleDoesNotHave() {
		assertThat(FailureText
			.of(new InvalidPathException("/\u00f6", "Malformed input or input contains unmappable characters"), null))
			.contains(": /\u00f6\n\nThe locale has no such characters: set LC_ALL=C.UTF-8");
		assertThat(FailureText.of(new InvalidPathException("\0", "Nul character not allowed"), null))
			.doesNotContain("locale");
	}

	@Test
	void isDescriptionWhenThereIsNoAction() {
		assertThat(FailureText.of(Failures.start("no database", 1), null)).isEqualTo("no database");
	}

	@Test
	void isOfTheOwnAnalyzerForUnknownProperty() {
		ConfigurationProperty property = new ConfigurationProperty(ConfigurationPropertyName.of("daemon.x"), "1", null);
		assertThat(FailureText.of(new UnknownDaemonPropertiesException(Map.of(property, "")), null))
			.startsWith("There is no property daemon.x.\n\nCorrect the key");
	}

	@Test
	void hasOriginWhenThereIsAnEnvironment() {
		MockEnvironment environment = new MockEnvironment();
		environment.getPropertySources()
			.addFirst(new SimpleCommandLinePropertySource("commandLineArgs", new String[] { "--daemon.umask=9" }));
		ConfigurationPropertySources.attach(environment);
		InvalidConfigurationPropertyValueException failure = new InvalidConfigurationPropertyValueException(
				"daemon.umask", "9", "not octal");
		assertThat(FailureText.of(failure, environment))
			.isEqualTo("Invalid value '9' for configuration property 'daemon.umask' (originating from "
					+ "'\"daemon.umask\" from property source \"commandLineArgs\"'): not octal");
		assertThat(FailureText.of(failure, null)).contains("'daemon.umask'", "not octal").doesNotContain("originating");
	}

	@Test
	void isOfTheFailureThatAnalyzesItself() {
		assertThat(FailureText.of(new IllegalStateException(new FailureAnalyzedException("what", "what to do")), null))
			.isEqualTo("what\n\nwhat to do");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ks.p12 (No such file or directory)", "ks.p12", "a b/../ks.p12 (Permission denied)" })
	void hasDirectoryInWhichFileWasLookedFor(String message) {
		String path = message.replaceAll(" \\(.*", "");
		assertThat(FailureText.of(new IllegalStateException("no key store", new FileNotFoundException(message)), null))
			.endsWith("\n\nThe relative path " + path + " means " + new File(path).getAbsolutePath() + " here.");
		assertThat(FailureText.of(new UncheckedIOException(new NoSuchFileException(path)), null)).contains("/" + path);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/ks.p12 (No such file or directory)", "no such file", "https://example.org/a",
			"class path resource [ks.p12] cannot be opened because it does not exist", "" })
	void hasNoDirectoryWhereThereIsNoRelativePath(String message) {
		assertThat(FailureText.of(new FileNotFoundException(message), null)).doesNotContain("The relative path");
	}

	@Test
	void isMessagesWhenNobodyKnowsTheFailure() {
		assertThat(FailureText.of(new IllegalStateException("outer", new IllegalArgumentException("inner")), null))
			.isEqualTo("java.lang.IllegalStateException: outer\n"
					+ "Caused by: java.lang.IllegalArgumentException: inner");
	}

}
