package io.makedaemon.spring.boot;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.spring.boot.diagnostics.StartRefusedException;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * {@link UnseenArguments}: those of the daemon, if Spring Boot has none.
 */
class UnseenArgumentsTests {

	private final TestEnvironment environment = new TestEnvironment();

	@ParameterizedTest
	@CsvSource({ "orders.jar --daemon.command=stop,--daemon.command=stop",
			"orders.jar a --daemon.quiet b,--daemon.quiet" })
	void areRefused(String commandLine, String argument) {
		assertThatExceptionOfType(StartRefusedException.class)
			.isThrownBy(() -> UnseenArguments.refuse(this.environment, commandLine))
			.withMessage("The application does not pass its arguments on to Spring Boot, so " + argument
					+ " has no effect.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "orders.jar", "orders.jar --daemon=1 --x=--daemon.y" })
	void areNoOthers(String commandLine) {
		assertThatNoException().isThrownBy(() -> UnseenArguments.refuse(this.environment, commandLine));
	}

	@ParameterizedTest
	@ValueSource(strings = "orders.jar --daemon.command=stop")
	void areNotThoseOfSpringBoot(String commandLine) {
		this.environment.arguments("--daemon.command=stop");
		assertThatNoException().isThrownBy(() -> UnseenArguments.refuse(this.environment, commandLine));
	}

}
