package io.makedaemon.spring.boot.autoconfigure;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.context.annotation.Bean;

import io.makedaemon.spring.boot.systemd.Liveness;
import io.makedaemon.spring.boot.systemd.LivenessGroup;

/**
 * {@link AutoConfiguration @AutoConfiguration} for the {@link Liveness} that the service
 * manager's watchdog depends on, if there is a health endpoint.
 */
@AutoConfiguration(after = ApplicationAvailabilityAutoConfiguration.class,
		afterName = "org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration")
@ConditionalOnClass({ HealthEndpoint.class, EndpointId.class })
@ConditionalOnBean({ HealthEndpoint.class, HealthEndpointGroups.class, ApplicationAvailability.class })
public final class DaemonLivenessAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Liveness daemonLiveness(HealthEndpoint endpoint, HealthEndpointGroups groups,
			ApplicationAvailability availability) {
		return new LivenessGroup(endpoint, groups, availability);
	}

}
