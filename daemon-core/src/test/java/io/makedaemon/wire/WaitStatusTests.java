package io.makedaemon.wire;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link WaitStatus}.
 */
class WaitStatusTests {

	@Test
	void tellsExitCode() {
		WaitStatus status = new WaitStatus(42 << 8);
		assertThat(status).hasToString("ended with exit code 42");
		assertThat(status.exitCode()).isEqualTo(42);
		assertThat(status.isExit()).isTrue();
		assertThat(status.isUnknown()).isFalse();
	}

	@Test
	void tellsLargestExitCode() {
		assertThat(new WaitStatus(255 << 8)).hasToString("ended with exit code 255");
	}

	@Test
	void tellsSignal() {
		WaitStatus status = new WaitStatus(15);
		assertThat(status).hasToString("was killed by SIGTERM");
		assertThat(status.exitCode()).isEqualTo(143);
		assertThat(status.isExit()).isFalse();
	}

	@Test
	void tellsSignalOfCoreDump() {
		assertThat(new WaitStatus(0x80 | 6)).hasToString("was killed by SIGABRT (a crash of the JVM)");
		assertThat(new WaitStatus(0x80 | 6).exitCode()).isEqualTo(134);
	}

	@Test
	void tellsSignalWithoutName() {
		assertThat(new WaitStatus(50)).hasToString("was killed by signal 50");
	}

	@Test
	void tellsWhatSigkillMayMean() {
		assertThat(new WaitStatus(9))
			.hasToString("was killed by SIGKILL (by somebody, or by the kernel because memory ran out)");
	}

	@Test
	void tellsThatNothingIsKnown() {
		assertThat(WaitStatus.UNKNOWN).hasToString("ended");
		assertThat(WaitStatus.UNKNOWN.exitCode()).isEqualTo(1);
		assertThat(WaitStatus.UNKNOWN.isExit()).isFalse();
	}

}
