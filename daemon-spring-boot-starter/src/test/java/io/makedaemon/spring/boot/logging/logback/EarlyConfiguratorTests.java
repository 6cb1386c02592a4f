package io.makedaemon.spring.boot.logging.logback;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link EarlyConfigurator}: where Logback is not needed.
 */
class EarlyConfiguratorTests {

	@ParameterizedTest
	@CsvSource({ "orders.jar --daemon.command=status, true",
			"orders.jar --server.port=1 --daemon.command=force-stop, true", "orders.jar --daemon.command=runaway, true",
			"orders.jar --daemon.command=run, false", "orders.jar --daemon.command=RUN --server.port=1, false",
			"orders.jar --daemon.command=, false", "orders.jar, false" })
	void commandIsKnownByTheCommandLine(String commandLine, boolean command) {
		assertThat(EarlyConfigurator.isCommand(commandLine)).isEqualTo(command);
	}

}
