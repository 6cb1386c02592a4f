package io.makedaemon.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A process of the running application, or of what stays beside it.
 */
record ServiceProcess(ProcessHandle process) {

	private static final String RESIDENT = "VmRSS:";

	private static final long POLL_NANOS = 2_000_000;

	/**
	 * Finds the processes that have an argument.
	 */
	static List<ServiceProcess> find(String argument) {
		return ProcessHandle.allProcesses()
			.filter((process) -> arguments(process.pid()).contains(argument))
			.map(ServiceProcess::new)
			.toList();
	}

	private static List<String> arguments(long pid) {
		try {
			// A zombie has none
			String text = Files.readString(file(pid, "cmdline"), StandardCharsets.ISO_8859_1);
			return text.isEmpty() ? List.of() : List.of(text.split("\0", -1));
		}
		catch (IOException | UncheckedIOException ex) {
			// It has ended
			return List.of();
		}
	}

	private static Path file(long pid, String name) {
		return Path.of("/proc", Long.toString(pid), name);
	}

	CpuTime cpuTime() throws IOException {
		return CpuTime.of(this.process.pid());
	}

	/**
	 * In KiB.
	 */
	long residentMemory() throws IOException {
		for (String line : Files.readAllLines(file(this.process.pid(), "status"), StandardCharsets.ISO_8859_1)) {
			if (line.startsWith(RESIDENT)) {
				return Long.parseLong(line.substring(RESIDENT.length(), line.length() - " kB".length()).strip());
			}
		}
		return 0;
	}

	/**
	 * In KiB; 0 if it has ended.
	 */
	long residentMemoryIfAlive() {
		try {
			return residentMemory();
		}
		catch (IOException ex) {
			return 0;
		}
	}

	void terminate() {
		this.process.destroy();
	}

	/**
	 * Waits until it has ended; the JDK looks too seldom after processes that are not its
	 * children.
	 */
	void awaitEnd() {
		while (!arguments(this.process.pid()).isEmpty()) {
			LockSupport.parkNanos(POLL_NANOS);
		}
	}

}
