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
 * {@link AutoConfiguration @AutoConfiguration} for the {@link DaemonState}, in contexts
 * that were not created by a running application, as in tests.
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
	 * In a daemon this bean exists already.
	 */
	@Bean
	@Lazy
	@ConditionalOnMissingBean
	DaemonContext daemonContext(ConfigurableEnvironment environment, DaemonState state) {
		return ForegroundContext.of(environment, state.programName());
	}

}
