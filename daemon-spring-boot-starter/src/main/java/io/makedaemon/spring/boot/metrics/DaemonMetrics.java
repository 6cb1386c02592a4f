package io.makedaemon.spring.boot.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.makedaemon.DaemonStage;
import io.makedaemon.spring.boot.DaemonState;

/**
 * {@link MeterBinder} for what this process is.
 */
public class DaemonMetrics implements MeterBinder {

	private final DaemonState state;

	/**
	 * Creates the binder.
	 * @param state the state to measure
	 */
	public DaemonMetrics(DaemonState state) {
		this.state = state;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		DaemonStage stage = this.state.stage();
		Gauge.builder("daemon.stage", stage, DaemonStage::number)
			.description("Stage of the process: 0 in the foreground, 2 for the daemon")
			.tag("stage", stage.toString())
			.strongReference(true)
			.register(registry);
	}

}
