package io.makedaemon.spring.boot.metrics;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import io.makedaemon.spring.boot.DaemonState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link DaemonMetrics}: the gauge and its tag.
 */
class DaemonMetricsTests {

	@Test
	void bindsGaugeThatOutlivesTheGarbageCollector() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		new DaemonMetrics(new DaemonState("example", "foreground: test", null)).bindTo(registry);
		System.gc();
		assertThat(registry.get("daemon.stage").tag("stage", "parent").gauge().value()).isZero();
	}

}
