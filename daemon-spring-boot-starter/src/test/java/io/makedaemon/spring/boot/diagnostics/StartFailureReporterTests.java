package io.makedaemon.spring.boot.diagnostics;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link StartFailureReporter} in the foreground, where no parent waits.
 */
class StartFailureReporterTests {

	@Test
	void leavesFailureToBoot() {
		assertThat(new StartFailureReporter(null).reportException(new IllegalStateException("x"))).isFalse();
	}

}
