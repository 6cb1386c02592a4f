package io.makedaemon.spring.boot.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.type.AnnotatedTypeMetadata;

import io.makedaemon.Daemon;
import io.makedaemon.spring.boot.actuate.DaemonPidFileHealthIndicator;

/**
 * {@link AutoConfiguration @AutoConfiguration} for the
 * {@link DaemonPidFileHealthIndicator}, in a daemon, or in an application whose code is
 * generated ahead of time, since it may become one.
 */
@AutoConfiguration(
		beforeName = "org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration")
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnEnabledHealthIndicator("daemonpidfile")
@Conditional(DaemonPidFileHealthAutoConfiguration.OnDaemon.class)
public final class DaemonPidFileHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DaemonPidFileHealthIndicator daemonPidFileHealthIndicator() {
		return new DaemonPidFileHealthIndicator(Daemon.context().orElse(null));
	}

	/**
	 * Matches without asking for the bean, which would be created in the foreground.
	 */
	static final class OnDaemon implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return Daemon.context().isPresent()
					|| context.getEnvironment().getProperty(AbstractAotProcessor.AOT_PROCESSING, Boolean.class, false);
		}

	}

}
