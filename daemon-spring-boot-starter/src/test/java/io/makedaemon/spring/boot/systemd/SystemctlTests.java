package io.makedaemon.spring.boot.systemd;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Systemctl}: an answer, or none soon.
 */
class SystemctlTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	@Test
	void givesWhatIsPrinted() {
		assertThat(answer("echo Type=simple; echo Failed >&2", LONG)).isEqualTo("Type=simple\n");
	}

	@Test
	void givesNothingForNoCommand() {
		assertThat(Systemctl.answer(List.of(), LONG)).isEmpty();
	}

	@Test
	void givesNothingWithoutTheProgram() {
		assertThat(Systemctl.answer(List.of("/nonexistent/systemctl"), LONG)).isEmpty();
	}

	@Test
	@Timeout(30)
	void doesNotWaitForWhatHangs() {
		assertThat(answer("echo Type=forking; exec sleep 60", Duration.ofMillis(100))).isEmpty();
	}

	@Test
	void isNotAskedWhereSystemdHasStartedSomethingElse() {
		assertThat(Systemctl.objection()).isNull();
		assertThat(Systemctl.isDaemonExpected()).isFalse();
	}

	private static String answer(String script, Duration timeout) {
		return Systemctl.answer(List.of("/bin/sh", "-c", script), timeout);
	}

}
