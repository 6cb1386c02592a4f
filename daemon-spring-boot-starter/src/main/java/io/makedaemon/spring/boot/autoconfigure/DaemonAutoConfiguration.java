package io.makedaemon.spring.boot.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import io.makedaemon.spring.boot.DaemonState;

/**
 * {@link AutoConfiguration @AutoConfiguration} of what this process is, for contexts that
 * no application has run, as in tests.
 */
@AutoConfiguration
public final class DaemonAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DaemonState daemonState(Environment environment) {
		return new DaemonState(environment.getProperty("spring.application.name", "application"),
				"foreground: no application was run", null);
	}

}
