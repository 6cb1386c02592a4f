package io.makedaemon.posix;

import java.util.Arrays;

import jnr.constants.platform.Signal;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The names of signals, against those of another library.
 */
class SignalsTests {

	@Test
	void namesAreRight() {
		assertThat(Arrays.stream(Signal.values())
			.filter(Signal::defined)
			.map(Signal::name)
			.filter((name) -> !name.startsWith("SIGRT") && !name.equals("NSIG"))
			.map(SignalsTests::first))
			.allSatisfy((name) -> assertThat(Signals.name(Signal.valueOf(name).intValue())).isEqualTo(name));
		assertThat(Signals.name(9)).isEqualTo("SIGKILL");
		assertThat(Signals.name(31)).isEqualTo("SIGSYS");
		assertThat(Signals.name(0)).isEqualTo("signal 0");
		assertThat(Signals.name(64)).isEqualTo("signal 64");
	}

	/**
	 * Some have two names.
	 */
	private static String first(String name) {
		return switch (name) {
			case "SIGCLD" -> "SIGCHLD";
			case "SIGIOT" -> "SIGABRT";
			case "SIGPOLL" -> "SIGIO";
			case "SIGUNUSED" -> "SIGSYS";
			default -> name;
		};
	}

}
