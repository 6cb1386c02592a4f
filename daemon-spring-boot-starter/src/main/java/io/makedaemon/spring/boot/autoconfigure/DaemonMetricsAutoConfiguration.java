package io.makedaemon.spring.boot.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.makedaemon.spring.boot.DaemonState;
import io.makedaemon.spring.boot.metrics.DaemonMetrics;

/**
 * {@link AutoConfiguration @AutoConfiguration} for the {@link DaemonMetrics}.
 */
@AutoConfiguration(after = DaemonAutoConfiguration.class,
		afterName = {
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
public final class DaemonMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DaemonMetrics daemonMetrics(DaemonState state) {
		return new DaemonMetrics(state);
	}

}
