package io.makedaemon.spring.boot.command;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link MisplacedCommand}: arguments that look like commands, and others.
 */
class MisplacedCommandTests {

	@ParameterizedTest
	@CsvSource({ "stop, stop", "STOP, stop", "force-stop, force-stop", "--status, status", "--help, help", "-h, help",
			"-help, help", "help, help" })
	void saysWhichCommandWasProbablyMeant(String argument, String command) {
		assertThat(describe("--server.port=0", argument))
			.startsWith("\"" + argument + "\" is an argument of the application. The command is: java ")
			.endsWith(" --daemon.command=" + command);
	}

	@ParameterizedTest
	@ValueSource(strings = { "import", "--stop=now", "--server.port=0", "/etc/stop", "-v" })
	void saysNothingOfOtherArguments(String argument) {
		assertThat(describe(argument)).isNull();
	}

	@Test
	void saysNothingOfLaterWords() {
		assertThat(describe("import", "start")).isNull();
	}

	@Test
	void saysNothingWithoutArguments() {
		assertThat(describe()).isNull();
		assertThat(MisplacedCommand.describe(new StandardEnvironment())).isNull();
	}

	private static @Nullable String describe(String... arguments) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(arguments));
		return MisplacedCommand.describe(environment);
	}

}
