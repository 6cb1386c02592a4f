package io.makedaemon.spring.boot.autoconfigure;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.makedaemon.spring.boot.DaemonState;
import io.makedaemon.spring.boot.metrics.DaemonMetrics;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link DaemonMetricsAutoConfiguration}: the gauge is bound where there is a registry.
 */
class DaemonMetricsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DaemonAutoConfiguration.class, DaemonMetricsAutoConfiguration.class));

	@Test
	void measuresStageInTheForeground() {
		this.runner
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
					CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
			.run((context) -> {
				Gauge gauge = context.getBean(MeterRegistry.class).get("daemon.stage").gauge();
				assertThat(gauge.value()).isZero();
				assertThat(gauge.getId().getTag("stage")).isEqualTo("parent");
				assertThat(gauge.getId().getDescription()).isNotBlank();
			});
	}

	@Test
	void isAbsentWithoutRegistry() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DaemonMetrics.class));
	}

	@Test
	void isAbsentWithoutMicrometer() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DaemonState.class)
				.doesNotHaveBean("daemonMetrics"));
	}

}
