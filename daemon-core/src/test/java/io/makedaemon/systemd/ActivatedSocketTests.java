package io.makedaemon.systemd;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ActivatedSocket}.
 */
class ActivatedSocketTests {

	@Test
	void hasNameAndDescriptorOfEach() {
		assertThat(ActivatedSocket.of(Map.of("LISTEN_PID", "7", "LISTEN_FDS", "3", "LISTEN_FDNAMES", "web:"), 7))
			.containsExactly(new ActivatedSocket("web", 3), new ActivatedSocket("unknown", 4),
					new ActivatedSocket("unknown", 5));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0", "-1", "x", "99999999999" })
	void isNotThereIfNoneAreCounted(String count) {
		assertThat(ActivatedSocket.of(Map.of("LISTEN_PID", "7", "LISTEN_FDS", count), 7)).isEmpty();
	}

	@Test
	void isNotBelievedIfForAnotherProcess() {
		assertThat(ActivatedSocket.of(Map.of("LISTEN_PID", "8", "LISTEN_FDS", "1"), 7)).isEmpty();
		assertThat(ActivatedSocket.of(Map.of("LISTEN_FDS", "1"), 7)).isEmpty();
	}

}
