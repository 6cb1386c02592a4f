package io.makedaemon.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The CPU time of processes, as proc(5) has it.
 *
 * @param ticks hundredths of a second
 */
record CpuTime(long ticks) {

	private static final int UTIME = 11;

	private static final int CUTIME = 13;

	private static final int MILLIS_PER_TICK = 10;

	/**
	 * Of the processes that this one has started, and that have ended, with those that
	 * they have started.
	 */
	static CpuTime ofEndedChildren() throws IOException {
		return read(Path.of("/proc/self/stat"), CUTIME);
	}

	/**
	 * Of one process.
	 */
	static CpuTime of(long pid) throws IOException {
		return read(Path.of("/proc", Long.toString(pid), "stat"), UTIME);
	}

	/**
	 * User and system time stand side by side. The fields are counted behind the name.
	 */
	private static CpuTime read(Path stat, int field) throws IOException {
		String line = Files.readString(stat, StandardCharsets.ISO_8859_1);
		String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
		return new CpuTime(Long.parseLong(fields[field]) + Long.parseLong(fields[field + 1]));
	}

	CpuTime plus(CpuTime other) {
		return new CpuTime(this.ticks + other.ticks);
	}

	CpuTime minus(CpuTime other) {
		return new CpuTime(this.ticks - other.ticks);
	}

	Duration toDuration() {
		return Duration.ofMillis(this.ticks * MILLIS_PER_TICK);
	}

}
