package io.makedaemon.spring.boot.metrics;

import java.util.function.Function;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonStage;
import io.makedaemon.DaemonSupervisor;
import io.makedaemon.spring.boot.DaemonState;
import io.makedaemon.spring.boot.logging.CapturedOutput;
import io.makedaemon.spring.boot.logging.CapturedOutput.StreamState;

/**
 * {@link MeterBinder} for the stage of this process and its captured output.
 */
public class DaemonMetrics implements MeterBinder {

	private final DaemonState state;

	/**
	 * Create the binder.
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
		Integer generation = this.state.generation();
		if (generation != null) {
			Gauge.builder("daemon.generation", generation, Integer::intValue)
				.description("Generation of the daemon: 1, and one more for each upgrade")
				.strongReference(true)
				.register(registry);
			Daemon.context()
				.ifPresent((daemon) -> Gauge
					.builder("daemon.drain.connections", daemon, DaemonContext::drainingConnections)
					.description("Connections that are left while the daemon drains for the next generation")
					.register(registry));
		}
		DaemonSupervisor supervisor = this.state.supervisor();
		if (supervisor != null) {
			Gauge.builder("daemon.restarts", supervisor, DaemonSupervisor::restarts)
				.description("Number of times that the supervisor has started the daemon again")
				.strongReference(true)
				.register(registry);
			Gauge.builder("daemon.supervised", supervisor, (current) -> current.isAlive() ? 1 : 0)
				.description("Whether the supervisor of the daemon is running")
				.strongReference(true)
				.register(registry);
		}
		CapturedOutput output = this.state.capturedOutput();
		if (output != null) {
			bind(registry, "stdout", output, CapturedOutput::stdout);
			bind(registry, "stderr", output, CapturedOutput::stderr);
		}
	}

	/**
	 * Bind the meters of a stream. The registry references the output weakly; the state
	 * keeps it.
	 */
	private static void bind(MeterRegistry registry, String stream, CapturedOutput output,
			Function<CapturedOutput, StreamState> state) {
		FunctionCounter.builder("daemon.capture.lines", output, (current) -> state.apply(current).lines())
			.description("Lines written to the stream")
			.tag("stream", stream)
			.register(registry);
		FunctionCounter.builder("daemon.capture.bytes", output, (current) -> state.apply(current).bytes())
			.description("Bytes written to the stream")
			.baseUnit(BaseUnits.BYTES)
			.tag("stream", stream)
			.register(registry);
		FunctionCounter.builder("daemon.capture.dropped", output, (current) -> state.apply(current).dropped())
			.description("Lines written to the stream that are missing from the log")
			.tag("stream", stream)
			.register(registry);
		FunctionCounter.builder("daemon.capture.looped", output, (current) -> state.apply(current).looped())
			.description("Lines that an appender prints in response to those it receives, and that are kept from it")
			.tag("stream", stream)
			.register(registry);
	}

}
