package io.makedaemon.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

import io.makedaemon.capture.LineSplitter;

/**
 * Measures what a line of captured output costs before it is logged.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LineSplitterBenchmark {

	private static final int LINES = 500;

	/** The text of a line. */
	@Param({ "a line such as programs print, with a number 123456",
			"\u001b[32ma gr\u00fcn line\u001b[0m, number 123456" })
	public String line = "";

	private byte[] bytes = {};

	/**
	 * Makes the bytes.
	 */
	@Setup
	public void setUp() {
		this.bytes = (this.line + "\n").repeat(LINES).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Splits as many bytes as are read at once.
	 * @param blackhole takes the lines
	 */
	@Benchmark
	@OperationsPerInvocation(LINES)
	public void split(Blackhole blackhole) {
		new LineSplitter(StandardCharsets.UTF_8, 1 << 16, blackhole::consume).accept(this.bytes, this.bytes.length);
	}

}
