package io.makedaemon.spring.boot.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.makedaemon.DaemonStage;
import io.makedaemon.spring.boot.DaemonState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link DaemonAutoConfiguration}: there is always a state.
 */
class DaemonAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DaemonAutoConfiguration.class));

	@Test
	void givesStateWhenNoApplicationWasRun() {
		this.runner.run((context) -> {
			DaemonState state = context.getBean(DaemonState.class);
			assertThat(state.stage()).isEqualTo(DaemonStage.PARENT);
			assertThat(state.programName()).isEqualTo("application");
			assertThat(state.decision()).isEqualTo("foreground: no application was run");
		});
	}

	@Test
	void backsOffWhenTheApplicationWasRun() {
		DaemonState own = new DaemonState("own", "foreground: own", null);
		this.runner.withBean("daemonState", DaemonState.class, () -> own)
			.run((context) -> assertThat(context).getBean(DaemonState.class).isSameAs(own));
	}

}
