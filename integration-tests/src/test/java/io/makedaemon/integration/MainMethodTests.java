package io.makedaemon.integration;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import io.makedaemon.DaemonContext;
import io.makedaemon.spring.boot.DaemonState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test as users write it, with all libraries on the class path: it runs the main
 * method, and there is no daemon.
 */
@SpringBootTest(useMainMethod = UseMainMethod.ALWAYS, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "spring.cloud.compatibility-verifier.enabled=false")
class MainMethodTests {

	@Test
	void runsInTheForegroundWithBeansOfDaemon(@Autowired DaemonState state, @Autowired DaemonContext daemon) {
		assertThat(state.decision()).isEqualTo("foreground: test");
		assertThat(daemon.isAwaited()).isFalse();
		assertThat(daemon.files()).isEmpty();
	}

}
