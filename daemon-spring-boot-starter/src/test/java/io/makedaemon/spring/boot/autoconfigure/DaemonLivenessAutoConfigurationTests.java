package io.makedaemon.spring.boot.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import io.makedaemon.spring.boot.systemd.Liveness;
import io.makedaemon.spring.boot.systemd.LivenessGroup;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link DaemonLivenessAutoConfiguration}, and what its {@link LivenessGroup} says.
 */
class DaemonLivenessAutoConfigurationTests {

	private static final String GROUP = "management.endpoint.health.group.liveness.include=";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ApplicationAvailabilityAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
				HealthEndpointAutoConfiguration.class, AvailabilityHealthContributorAutoConfiguration.class,
				AvailabilityProbesAutoConfiguration.class, DaemonLivenessAutoConfiguration.class))
		.withBean("databaseHealthIndicator", HealthIndicator.class, () -> () -> Health.down().build())
		.withBean("unknownHealthIndicator", HealthIndicator.class, () -> () -> Health.unknown().build());

	@Test
	void isCorrectWhenOnlyTheOverallHealthIsBad() {
		this.runner.run((context) -> {
			AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
			assertThat(context.getBean(HealthEndpoint.class).health().getStatus()).isEqualTo(Status.DOWN);
			assertThat(isCorrect(context)).isTrue();
		});
	}

	@Test
	void isNotCorrectWhenLivenessStateIsBroken() {
		this.runner.run((context) -> {
			AvailabilityChangeEvent.publish(context, LivenessState.BROKEN);
			assertThat(isCorrect(context)).isFalse();
		});
	}

	@Test
	void isNotCorrectWhenSomethingElseInTheGroupIsDown() {
		this.runner.withPropertyValues(GROUP + "livenessState,database").run((context) -> {
			AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
			assertThat(isCorrect(context)).isFalse();
		});
	}

	@Test
	void isCorrectWhenStatusIsNoErrorForProbe() {
		this.runner.withPropertyValues(GROUP + "unknown").run((context) -> assertThat(isCorrect(context)).isTrue());
	}

	@Test
	void isThatOfTheAvailabilityWithoutGroup() {
		this.runner.withPropertyValues("management.endpoint.health.probes.enabled=false").run((context) -> {
			AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
			assertThat(isCorrect(context)).isTrue();
			AvailabilityChangeEvent.publish(context, LivenessState.BROKEN);
			assertThat(isCorrect(context)).isFalse();
		});
	}

	@Test
	void isLeftToTheApplicationsOwn() {
		Liveness own = () -> true;
		this.runner.withBean(Liveness.class, () -> own)
			.run((context) -> assertThat(context).getBean(Liveness.class).isSameAs(own));
	}

	@Test
	void isAbsentWithoutHealthEndpoint() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.exclude=health")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Liveness.class));
	}

	@Test
	void isAbsentWithoutActuator() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ApplicationAvailabilityAutoConfiguration.class,
					DaemonLivenessAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(EndpointId.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Liveness.class));
	}

	@Test
	void isAbsentWithoutHealth() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ApplicationAvailabilityAutoConfiguration.class,
					DaemonLivenessAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Liveness.class));
	}

	private static boolean isCorrect(ApplicationContext context) {
		return context.getBean(Liveness.class).isCorrect();
	}

}
