package io.makedaemon.spring.boot;

import java.time.temporal.ChronoUnit;

import org.junit.jupiter.api.Test;

import io.makedaemon.DaemonStage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
		assertThat(this.state.startedAt()).isCloseTo(ProcessHandle.current().info().startInstant().orElseThrow(),
				within(1100, ChronoUnit.MILLIS));
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
