package io.makedaemon.supervise;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.makedaemon.wire.PlannedSupervision;
import io.makedaemon.wire.WaitStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which daemons come back, and when.
 */
class RestartPolicyTests {

	private static final long READY = 1;

	private static final long STABLE = 60;

	@Test
	void waitsTwiceAsLongAfterEachFailure() {
		RestartPolicy policy = policy(false, 100);
		assertThat(policy.failed(READY, 0)).isEqualTo(10);
		assertThat(policy.failed(READY, 0)).isEqualTo(20);
		assertThat(policy.failed(0, 0)).isEqualTo(35);
		assertThat(policy.failed(STABLE - 1, 0)).isEqualTo(35);
	}

	@Test
	void beginsAgainWhenTheDaemonWasReadyForLong() {
		RestartPolicy policy = policy(false, 100);
		policy.failed(READY, 0);
		policy.failed(READY, 0);
		assertThat(policy.failed(STABLE, 0)).isEqualTo(10);
		assertThat(policy.failed(READY, 0)).isEqualTo(20);
	}

	@Test
	void givesUpAfterTooManyFailures() {
		RestartPolicy policy = policy(false, 3);
		assertThat(policy.failed(READY, 0)).isPositive();
		assertThat(policy.failed(READY, 500)).isPositive();
		assertThat(policy.failed(READY, 1000)).isEqualTo(-1);
		assertThat(policy.failures()).isEqualTo(3);
	}

	@Test
	void forgetsFailuresOfLongAgo() {
		RestartPolicy policy = policy(false, 3);
		policy.failed(READY, 0);
		policy.failed(READY, 500);
		assertThat(policy.failed(READY, 1001)).isPositive();
		assertThat(policy.failures()).isEqualTo(2);
		assertThat(policy.failed(READY, 1500)).isEqualTo(-1);
	}

	@ParameterizedTest
	@CsvSource({ "0, true, false", "1, false, false", "42, true, true", "130, true, true", "143, true, true",
			"137, false, false" })
	void isEndByExitCode(int code, boolean end, boolean endIfAlways) {
		WaitStatus status = new WaitStatus(code << 8);
		assertThat(policy(false, 3).isEnd(status)).isEqualTo(end);
		assertThat(policy(true, 3).isEnd(status)).isEqualTo(endIfAlways);
	}

	@ParameterizedTest
	@CsvSource({ "1, false", "2, true", "6, false", "9, false", "11, false", "15, true" })
	void isEndBySignal(int signal, boolean end) {
		assertThat(policy(false, 3).isEnd(new WaitStatus(signal))).isEqualTo(end);
		assertThat(policy(true, 3).isEnd(new WaitStatus(signal))).isEqualTo(end);
	}

	/**
	 * It was not ended by a signal of that number.
	 */
	@Test
	void isNoEndWhenItIsUnknown() {
		assertThat(policy(false, 3).isEnd(WaitStatus.UNKNOWN)).isFalse();
	}

	private static RestartPolicy policy(boolean always, int maxFailures) {
		return new RestartPolicy(
				new PlannedSupervision(always, 10, 35, STABLE, maxFailures, 1000, List.of(42), 0, 1000, ""));
	}

}
