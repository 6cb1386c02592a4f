package io.makedaemon.spring.boot;

import org.junit.jupiter.api.Test;

import io.makedaemon.DaemonStage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link DaemonState} of a process in the foreground.
 */
class DaemonStateTests {

	private final DaemonState state = new DaemonState("example", "foreground: test", null);

	@Test
	void tellsTheTruthInTheForeground() {
		assertThat(this.state.stage()).isEqualTo(DaemonStage.PARENT);
		assertThat(this.state.programName()).isEqualTo("example");
		assertThat(this.state.decision()).isEqualTo("foreground: test");
		assertThat(this.state.startedAt()).isEqualTo(ProcessHandle.current().info().startInstant().orElseThrow());
		assertThat(this.state.files()).isEmpty();
		assertThat(this.state.capturedOutput()).isNull();
	}

	@Test
	void isReadyAfterNothingUntilItIsReady() {
		assertThat(this.state.readyAfter()).isNull();
		this.state.ready();
		assertThat(this.state.readyAfter()).isPositive();
	}

}
