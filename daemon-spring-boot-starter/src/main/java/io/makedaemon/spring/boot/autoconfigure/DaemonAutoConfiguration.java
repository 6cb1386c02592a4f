package io.makedaemon.spring.boot.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

import io.makedaemon.DaemonContext;
import io.makedaemon.spring.boot.DaemonState;
import io.makedaemon.spring.boot.ForegroundContext;

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

	/**
	 * In a daemon there is one already.
	 */
	@Bean
	@Lazy
	@ConditionalOnMissingBean
	DaemonContext daemonContext(ConfigurableEnvironment environment, DaemonState state) {
		return ForegroundContext.of(environment, state.programName());
	}

}
