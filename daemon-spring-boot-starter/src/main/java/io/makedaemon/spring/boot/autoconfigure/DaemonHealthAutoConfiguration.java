package io.makedaemon.spring.boot.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;

import io.makedaemon.spring.boot.actuate.DaemonCaptureHealthIndicator;
import io.makedaemon.spring.boot.logging.CapturedOutput;

/**
 * {@link AutoConfiguration @AutoConfiguration} of the
 * {@link DaemonCaptureHealthIndicator}.
 */
@AutoConfiguration(after = DaemonAutoConfiguration.class,
		beforeName = "org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration")
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnEnabledHealthIndicator("daemoncapture")
@ConditionalOnBean(CapturedOutput.class)
public final class DaemonHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DaemonCaptureHealthIndicator daemonCaptureHealthIndicator(CapturedOutput output) {
		return new DaemonCaptureHealthIndicator(output);
	}

}
