package io.makedaemon.systemd;

import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.makedaemon.proc.VisibleProcess;

/**
 * The container that this process runs in. It ends with the first process that was
 * started in it, which is PID 1 unless the container shares the process ids of a pod or
 * of the machine.
 */
public final class Container {

	private static final int FIRST = 1;

	/** The parent of a process that was started from outside of the PID namespace. */
	private static final int OUTSIDE = 0;

	/** Programs that start containers; the kernel keeps 15 bytes of a name. */
	private static final Set<String> RUNTIMES = Set.of("containerd-shim", "docker-containe", "conmon", "conmonrs",
			"crun", "runc", "podman");

	private Container() {
	}

	/**
	 * Return whether this process is PID 1, with which every other process of the
	 * container ends too.
	 * @return whether it is
	 */
	public static boolean isFirstProcess() {
		return ProcessHandle.current().pid() == FIRST;
	}

	/**
	 * Return whether a container ends with a process. A terminal is a user's. A process
	 * that was started in a container later, as by {@code docker exec}, has the same
	 * control groups as the first one.
	 * @param process the process
	 * @param processes the processes by their ids
	 * @param all all processes
	 * @return whether it does
	 */
	static boolean endsWith(VisibleProcess process, LongFunction<@Nullable VisibleProcess> processes,
			Supplier<Stream<VisibleProcess>> all) {
		return !process.hasTerminal() && isEntered(process, processes)
				&& all.get()
					.noneMatch((other) -> other.isOlderThan(process) && isEntered(other, processes)
							&& isInside(other.controlGroups(), process.controlGroups()));
	}

	private static boolean isEntered(VisibleProcess process, LongFunction<@Nullable VisibleProcess> processes) {
		if (process.parent() == OUTSIDE) {
			return true;
		}
		VisibleProcess parent = processes.apply(process.parent());
		return parent != null && isRuntime(parent) && parent.hasStarted(process);
	}

	/**
	 * Return whether a process is a program that starts containers.
	 */
	static boolean isRuntime(VisibleProcess process) {
		return RUNTIMES.contains(process.name());
	}

	/**
	 * Return whether all groups are those of a container, or below them. The path to a
	 * group of another container begins with two dots, or has another directory.
	 */
	private static boolean isInside(List<String> groups, List<String> container) {
		return groups.size() == container.size()
				&& IntStream.range(0, groups.size()).allMatch((i) -> isInside(groups.get(i), container.get(i)));
	}

	private static boolean isInside(String group, String container) {
		String directory = container.endsWith("/") ? container : container + "/";
		return group.equals(container) || (group.startsWith(directory) && !group.startsWith(directory + ".."));
	}

}
