package io.makedaemon.programs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import jdk.jfr.consumer.RecordingStream;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonContext;

/**
 * A daemon that records what its threads do: the JVM stops them for that again and again,
 * by a signal. It is ready when some of it was seen.
 */
public final class SampledProgram {

	private static final int ENOUGH = 5;

	private SampledProgram() {
	}

	/**
	 * Runs the program.
	 * @param args none
	 * @throws Exception if the facts cannot be written, or it is interrupted
	 */
	public static void main(String[] args) throws Exception {
		DaemonContext context = Daemon.makeDaemon(Attrs.fromProperties().build());
		Path signals = Path.of(System.getProperty("facts")).resolveSibling("signals");
		Facts facts = new Facts();
		facts.putEnvironment();
		context.onSignal((signal) -> Facts.append(signals, signal + "\n"));
		AtomicBoolean done = new AtomicBoolean();
		try (RecordingStream stream = new RecordingStream()) {
			stream.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
			int[] seen = { 0 };
			stream.onEvent("jdk.ExecutionSample", (event) -> {
				seen[0]++;
				if (seen[0] == ENOUGH) {
					done.set(true);
				}
			});
			stream.startAsync();
			work(done);
		}
		facts.write();
		context.ready();
		Go.forever();
	}

	private static void work(AtomicBoolean done) {
		double sum = 0;
		while (!done.get()) {
			sum = Math.sin(sum + 1);
		}
		System.out.println(sum);
	}

}
