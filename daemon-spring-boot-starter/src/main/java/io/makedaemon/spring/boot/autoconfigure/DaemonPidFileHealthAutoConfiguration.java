package io.makedaemon.spring.boot.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.aot.AbstractAotProcessor;

import io.makedaemon.DaemonContext;
import io.makedaemon.spring.boot.actuate.DaemonPidFileHealthIndicator;

/**
 * {@link AutoConfiguration @AutoConfiguration} of the
 * {@link DaemonPidFileHealthIndicator}: for a daemon, or for what may become one when its
 * code is generated ahead of time.
 */
@AutoConfiguration(after = DaemonAutoConfiguration.class,
		beforeName = "org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration")
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnEnabledHealthIndicator("daemonpidfile")
@Conditional(DaemonPidFileHealthAutoConfiguration.OnDaemon.class)
public final class DaemonPidFileHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DaemonPidFileHealthIndicator daemonPidFileHealthIndicator(ObjectProvider<DaemonContext> daemon) {
		return new DaemonPidFileHealthIndicator(daemon.getIfAvailable());
	}

	static final class OnDaemon extends AnyNestedCondition {

		OnDaemon() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnBean(DaemonContext.class)
		static final class Daemon {

		}

		@ConditionalOnBooleanProperty(AbstractAotProcessor.AOT_PROCESSING)
		static final class AheadOfTime {

		}

	}

}
