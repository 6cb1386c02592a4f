package io.makedaemon.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * How much memory there is, and how much a process has.
 */
public final class Memory {

	private static final Path PROC = Path.of("/proc");

	/** Where the control groups are mounted, see cgroups(7). */
	private static final Path CONTROL_GROUPS = Path.of("/sys/fs/cgroup");

	/** The line of version 2. */
	private static final String UNIFIED = "0::";

	/** The line of version 1. */
	private static final String FORMER = ":memory:";

	private static final long KIBI = 1024;

	private Memory() {
	}

	/**
	 * Return how much memory processes can still get: what the machine has, and what the
	 * control groups of this process permit. Files that are only cached do not count.
	 * @return the number of bytes; {@link Long#MAX_VALUE} if that cannot be determined
	 */
	public static long available() {
		long available = kibibytes(PROC.resolve("meminfo"), "MemAvailable:", Long.MAX_VALUE);
		VisibleProcess self = VisibleProcess.of(ProcessHandle.current().pid());
		for (String group : (self != null) ? self.controlGroups() : List.<String>of()) {
			String path = group.substring(group.indexOf(':', group.indexOf(':') + 1) + 1);
			if (group.startsWith(UNIFIED)) {
				available = Math.min(available, least(CONTROL_GROUPS, path, Memory::availableIn));
			}
			else if (group.contains(FORMER)) {
				available = Math.min(available,
						least(CONTROL_GROUPS.resolve("memory"), path, Memory::availableInFormer));
			}
		}
		return available;
	}

	/**
	 * Each control group limits those in it.
	 */
	private static long least(Path root, String path, ToLongFunction<Path> available) {
		long least = Long.MAX_VALUE;
		Path directory = root.resolve(path.substring(1)).normalize();
		while (directory != null && directory.startsWith(root)) {
			least = Math.min(least, available.applyAsLong(directory));
			directory = directory.getParent();
		}
		return least;
	}

	private static long availableIn(Path group) {
		long max = number(group.resolve("memory.max"));
		return available(max, number(group.resolve("memory.current")),
				value(group.resolve("memory.stat"), "inactive_file ", 0));
	}

	private static long availableInFormer(Path group) {
		long max = number(group.resolve("memory.limit_in_bytes"));
		return available(max, number(group.resolve("memory.usage_in_bytes")),
				value(group.resolve("memory.stat"), "total_inactive_file ", 0));
	}

	private static long available(long max, long current, long cached) {
		return (max < 0 || current < 0) ? Long.MAX_VALUE : Math.max(0, max - current + cached);
	}

	/**
	 * Return how much memory a process has that is not the content of a file.
	 * @param pid its process id
	 * @return the number of bytes; 0 if this user may not see it
	 */
	public static long of(long pid) {
		return kibibytes(PROC.resolve(Path.of(Long.toString(pid), "status")), "RssAnon:", 0);
	}

	private static long kibibytes(Path file, String key, long other) {
		long value = value(file, key, -1);
		return (value < 0) ? other : value * KIBI;
	}

	private static long value(Path file, String key, long other) {
		for (String line : lines(file)) {
			if (line.startsWith(key)) {
				return Long.parseLong(line.substring(key.length()).replace("kB", "").strip());
			}
		}
		return other;
	}

	/**
	 * Read a file with one number, or with the word {@code max}.
	 */
	private static long number(Path file) {
		List<String> lines = lines(file);
		return (lines.isEmpty() || !lines.get(0).matches("\\d{1,18}")) ? -1 : Long.parseLong(lines.get(0));
	}

	private static List<String> lines(Path file) {
		try {
			return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			return List.of();
		}
	}

}
