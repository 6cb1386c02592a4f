package io.makedaemon.spring.boot.autoconfigure;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.makedaemon.spring.boot.DaemonState;
import io.makedaemon.spring.boot.actuate.DaemonEndpoint;

/**
 * {@link AutoConfiguration @AutoConfiguration} for the {@link DaemonEndpoint}.
 */
@AutoConfiguration(after = DaemonAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(DaemonEndpoint.class)
public final class DaemonEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DaemonEndpoint daemonEndpoint(DaemonState state) {
		return new DaemonEndpoint(state);
	}

}
