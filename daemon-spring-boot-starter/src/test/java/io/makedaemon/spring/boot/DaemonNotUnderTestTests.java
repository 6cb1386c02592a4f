package io.makedaemon.spring.boot;

import java.time.temporal.ChronoUnit;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonStage;
import io.makedaemon.spring.boot.testapp.TestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * An application under {@link SpringBootTest @SpringBootTest} is no daemon.
 */
class DaemonNotUnderTestTests {

	private static void assertForeground(DaemonState state) {
		assertThat(state.decision()).isEqualTo("foreground: test");
		assertThat(state.stage()).isEqualTo(DaemonStage.PARENT);
		assertThat(state.startedAt()).isCloseTo(ProcessHandle.current().info().startInstant().orElseThrow(),
				within(1100, ChronoUnit.MILLIS));
		assertThat(state.readyAfter()).isPositive();
		assertThat(Daemon.context()).isEmpty();
		assertThat(Daemon.stage()).isEqualTo(DaemonStage.PARENT);
	}

	/**
	 * The application's class alone.
	 */
	@Nested
	@SpringBootTest(classes = TestApplication.class, webEnvironment = WebEnvironment.NONE)
	class OfClass {

		@Test
		void runsInTheForeground(@Autowired DaemonState state) {
			assertForeground(state);
		}

	}

	/**
	 * The application's main method.
	 */
	@Nested
	@SpringBootTest(classes = TestApplication.class, webEnvironment = WebEnvironment.NONE,
			useMainMethod = UseMainMethod.ALWAYS)
	class OfMainMethod {

		@Test
		void runsInTheForeground(@Autowired DaemonState state) {
			assertForeground(state);
		}

	}

	/**
	 * The main method, called by a test itself.
	 */
	@Nested
	class CalledByHand {

		@Test
		void runsInTheForeground() {
			TestApplication.main(new String[0]);
			assertThat(Daemon.context()).isEmpty();
		}

	}

}
