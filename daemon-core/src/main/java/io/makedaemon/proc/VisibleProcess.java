package io.makedaemon.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What every user may see of a process: enough to determine which process started which.
 *
 * @param pid the process id
 * @param parent the process id of its parent; 0 if that is outside of the container
 * @param session the id of its session; 0 if its leader is outside of the container
 * @param hasTerminal whether it has a controlling terminal
 * @param ignoresInterrupts whether it ignores SIGINT, as does what a shell without job
 * control has put into the background
 * @param name the first 15 bytes of its name
 * @param arguments its command line, beginning with {@code argv[0]}
 * @param startTime when it was started, in ticks
 * @param controlGroups its control groups, a line for each hierarchy, see cgroups(7);
 * empty if they cannot be read
 */
public record VisibleProcess(long pid, long parent, long session, boolean hasTerminal, boolean ignoresInterrupts,
		String name, List<String> arguments, long startTime, List<String> controlGroups) {

	/** The bit of SIGINT. */
	private static final long INTERRUPT = 1 << 1;

	/**
	 * Look at a process.
	 * @param pid the process id
	 * @return the process; null if there is none, or this user may not see it
	 */
	public static @Nullable VisibleProcess of(long pid) {
		Path directory = Path.of("/proc", Long.toString(pid));
		try {
			ProcStat stat = ProcStat.of(directory);
			return new VisibleProcess(pid, stat.number(ProcStat.PARENT), stat.number(ProcStat.SESSION),
					stat.number(ProcStat.TERMINAL) != 0, (stat.number(ProcStat.IGNORED) & INTERRUPT) != 0, stat.name(),
					ProcSelf.strings(directory.resolve("cmdline")), stat.number(ProcStat.START_TIME),
					controlGroups(directory));
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static List<String> controlGroups(Path directory) {
		try {
			return Files.readAllLines(directory.resolve("cgroup"), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	/**
	 * Return all processes that this user may see.
	 * @return the processes
	 */
	public static Stream<VisibleProcess> all() {
		return ProcessHandle.allProcesses().map((process) -> of(process.pid())).filter(Objects::nonNull);
	}

	/**
	 * Return whether a script has put it into the background.
	 * @return whether one has
	 */
	public boolean isInBackground() {
		return this.ignoresInterrupts && !this.hasTerminal;
	}

	/**
	 * Return whether this process has started its child. Otherwise it has only adopted
	 * it, as PID 1 does with orphans, which stay in the session of the process that
	 * started them.
	 * @param child a child of this process
	 * @return whether it has
	 */
	public boolean hasStarted(VisibleProcess child) {
		return child.session == this.session || child.session == child.pid;
	}

	/**
	 * Return whether this process was started before another one. Process ids go up
	 * within a tick.
	 * @param other the other process
	 * @return whether it was
	 */
	public boolean isOlderThan(VisibleProcess other) {
		return this.startTime < other.startTime || (this.startTime == other.startTime && this.pid < other.pid);
	}

}
