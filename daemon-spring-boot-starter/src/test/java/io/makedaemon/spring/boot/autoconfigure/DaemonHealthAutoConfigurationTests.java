package io.makedaemon.spring.boot.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.makedaemon.spring.boot.DaemonState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link DaemonHealthAutoConfiguration}: not there when nothing is captured. What it says
 * of a daemon is the integration tests' business.
 */
class DaemonHealthAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DaemonAutoConfiguration.class, DaemonHealthAutoConfiguration.class));

	@Test
	void isAbsentWhenNothingIsCaptured() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthIndicator.class));
	}

	/**
	 * When the code runs, it may be a daemon's.
	 */
	@Test
	void isUnknownWhenItsCodeIsGeneratedAheadOfTime() {
		this.runner.withPropertyValues("spring.aot.processing=true")
			.run((context) -> assertThat(context.getBean(HealthIndicator.class).health())
				.isEqualTo(Health.unknown().build()));
	}

	@Test
	void isAbsentWithoutHealth() {
		this.runner.withClassLoader(new FilteredClassLoader(ConditionalOnEnabledHealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(DaemonState.class));
	}

}
