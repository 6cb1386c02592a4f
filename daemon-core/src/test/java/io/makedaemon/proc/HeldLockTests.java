package io.makedaemon.proc;

import java.io.IOException;

import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link HeldLock}: who looks like a supervisor.
 */
class HeldLockTests {

	@ParameterizedTest
	@CsvSource({ "orders: supervisor,,true", "jobs: supervisor,-,false", "orders,,false" })
	void supervisorHasNothingButItsTitle(String title, String argument, boolean supervisor) throws IOException {
		String program = "exec -a \"$0\" cat" + ((argument != null) ? " " + argument : "");
		Process process = new ProcessBuilder("bash", "-c", program, title).start();
		try {
			Awaitility.await("program").until(() -> !ProcessIdentity.hasArgument(process.pid(), "exec -a"));
			assertThat(HeldLock.isSupervisor(process.pid())).isEqualTo(supervisor);
		}
		finally {
			process.destroyForcibly();
		}
	}

}
