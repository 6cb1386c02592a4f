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

import io.makedaemon.spring.boot.actuate.DaemonCaptureHealthIndicator;
import io.makedaemon.spring.boot.logging.CapturedOutput;

/**
 * {@link AutoConfiguration @AutoConfiguration} for the
 * {@link DaemonCaptureHealthIndicator}, in a daemon, or in an application whose code is
 * generated ahead of time, since it may become one.
 */
@AutoConfiguration(after = DaemonAutoConfiguration.class,
		beforeName = "org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration")
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnEnabledHealthIndicator("daemoncapture")
@Conditional(DaemonHealthAutoConfiguration.OnCapturedOutput.class)
public final class DaemonHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DaemonCaptureHealthIndicator daemonCaptureHealthIndicator(ObjectProvider<CapturedOutput> output) {
		return new DaemonCaptureHealthIndicator(output.getIfAvailable());
	}

	static final class OnCapturedOutput extends AnyNestedCondition {

		OnCapturedOutput() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnBean(CapturedOutput.class)
		static final class Captured {

		}

		@ConditionalOnBooleanProperty(AbstractAotProcessor.AOT_PROCESSING)
		static final class AheadOfTime {

		}

	}

}
