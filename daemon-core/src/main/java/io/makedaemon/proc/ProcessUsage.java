package io.makedaemon.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The resources that another process uses, see proc(5).
 */
public final class ProcessUsage {

	private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

	private static final Pattern DESCRIPTOR_LIMIT = Pattern.compile("Max open files\\s+(\\d+)\\s");

	private static final long KIBI = 1024;

	private ProcessUsage() {
	}

	/**
	 * Return how much memory a process occupies.
	 * @param pid its process id
	 * @return the number of bytes; empty if there is no such process, or this user may
	 * not see it
	 */
	public static OptionalLong residentMemory(long pid) {
		OptionalLong kibibytes = number(pid, "status", RESIDENT);
		return kibibytes.isPresent() ? OptionalLong.of(kibibytes.getAsLong() * KIBI) : kibibytes;
	}

	/**
	 * Return how long the threads of a process have run.
	 * @param pid its process id
	 * @return the time; zero if there is no such process, or this user may not see it
	 */
	public static Duration cpuTime(long pid) {
		try {
			return ProcStat.of(pid).cpuTime();
		}
		catch (IOException ex) {
			return Duration.ZERO;
		}
	}

	/**
	 * Return how many descriptors a process has open.
	 * @param pid its process id
	 * @return the number; empty if this user may not inspect the process
	 */
	public static OptionalInt openDescriptors(long pid) {
		try {
			return OptionalInt.of(OpenFiles.names(pid).size());
		}
		catch (IOException ex) {
			return OptionalInt.empty();
		}
	}

	/**
	 * Return how many descriptors a process may have open.
	 * @param pid its process id
	 * @return the number; empty if there is no limit, or this user may not see it
	 */
	public static OptionalLong descriptorLimit(long pid) {
		return number(pid, "limits", DESCRIPTOR_LIMIT);
	}

	private static OptionalLong number(long pid, String file, Pattern pattern) {
		try {
			Matcher matcher = pattern
				.matcher(Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1));
			return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
		}
		catch (IOException ex) {
			// Ended, or another user's
			return OptionalLong.empty();
		}
	}

}
