package io.makedaemon.systemd;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

import io.makedaemon.proc.VisibleProcess;

/**
 * Scripts, which start a program, wait for it, and end after it: who waits for the script
 * waits for the program. A shell at a terminal is a user's.
 */
final class Scripts {

	private static final Set<String> SHELLS = Set.of("sh", "ash", "bash", "busybox", "dash", "ksh", "mksh", "zsh");

	/** Programs that scripts use to start a program as another user. */
	private static final Set<String> OF_USERS = Set.of("runuser", "su", "sudo");

	private Scripts() {
	}

	/**
	 * Return a process and the scripts that wait for it.
	 * @param process the process
	 * @param processes the processes by their ids
	 * @return the process, the script that has started it, and so on
	 */
	static List<VisibleProcess> around(VisibleProcess process, LongFunction<@Nullable VisibleProcess> processes) {
		List<VisibleProcess> around = new ArrayList<>(List.of(process));
		VisibleProcess child = process;
		VisibleProcess parent = processes.apply(child.parent());
		while (parent != null && parent.hasStarted(child) && !parent.hasTerminal() && isOne(parent)) {
			around.add(parent);
			child = parent;
			parent = processes.apply(child.parent());
		}
		return around;
	}

	private static boolean isOne(VisibleProcess process) {
		return SHELLS.contains(program(process)) || changesUser(process);
	}

	/**
	 * Return whether a process runs another one as another user, usually without the
	 * environment that it has itself.
	 */
	static boolean changesUser(VisibleProcess process) {
		return OF_USERS.contains(program(process));
	}

	private static String program(VisibleProcess process) {
		if (process.arguments().isEmpty()) {
			return "";
		}
		String path = process.arguments().get(0);
		String name = path.substring(path.lastIndexOf('/') + 1);
		// The name of a login shell begins with a minus
		return name.startsWith("-") ? name.substring(1) : name;
	}

}
