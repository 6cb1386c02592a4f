package io.makedaemon.systemd;

import java.util.Set;
import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

import io.makedaemon.proc.VisibleProcess;

/**
 * The program that started this one and treats its end as the end of the service: a
 * supervisor, which would restart it, or PID 1 of a container, which would end with it.
 * Neither would work with a daemon.
 */
public final class Supervisor {

	/** Programs that run another program as their child for as long as it lives. */
	private static final Set<String> NAMES = Set.of("tini", "tini-static", "docker-init", "podman-init", "dumb-init",
			"catatonit", "supervisord", "s6-supervise", "runsv", "supervise", "supervise-daemon", "circusd");

	/** PM2 replaces its name by a title. */
	private static final String PM2 = "PM2 v";

	/**
	 * Programs that run scripts, or that scripts use to start a program and wait for it.
	 */
	private static final Set<String> OF_SCRIPTS = Set.of("sh", "ash", "bash", "busybox", "dash", "ksh", "mksh", "zsh",
			"runuser", "su", "sudo");

	private static final int FIRST = 1;

	private Supervisor() {
	}

	/**
	 * Find out which program waits for the end of this process. Neither a user at a
	 * terminal nor a process that has only adopted this one counts.
	 * @return the program, as a clause; null if none does
	 */
	public static @Nullable String ofThisProcess() {
		VisibleProcess self = VisibleProcess.of(ProcessHandle.current().pid());
		return (self != null) ? of(self, VisibleProcess::of) : null;
	}

	/**
	 * Check the parent of a process, and its parent in turn, as long as they are scripts,
	 * which end when the process does.
	 */
	static @Nullable String of(VisibleProcess process, LongFunction<@Nullable VisibleProcess> processes) {
		VisibleProcess child = process;
		VisibleProcess parent = processes.apply(child.parent());
		while (parent != null && parent.hasStarted(child)) {
			String name = nameOf(parent);
			if (name != null) {
				return name + " waits for the process";
			}
			if (parent.hasTerminal() || !isOfScript(parent)) {
				return null;
			}
			if (parent.pid() == FIRST) {
				return "the container ends with the script that waits for the process";
			}
			child = parent;
			parent = processes.apply(child.parent());
		}
		return null;
	}

	/**
	 * Return the name of a supervisor. The name of a Python program follows that of
	 * Python. The kernel keeps 15 bytes of a name, but the command line contains all of
	 * it.
	 */
	private static @Nullable String nameOf(VisibleProcess process) {
		if (process.name().startsWith(PM2)) {
			return "pm2";
		}
		if (NAMES.contains(process.name())) {
			return process.name();
		}
		for (String argument : process.arguments().subList(0, Math.min(2, process.arguments().size()))) {
			String name = fileName(argument);
			if (NAMES.contains(name)) {
				return name;
			}
		}
		return null;
	}

	private static boolean isOfScript(VisibleProcess process) {
		if (process.arguments().isEmpty()) {
			return false;
		}
		String name = fileName(process.arguments().get(0));
		// The name of a login shell begins with a minus
		return OF_SCRIPTS.contains(name.startsWith("-") ? name.substring(1) : name);
	}

	private static String fileName(String path) {
		return path.substring(path.lastIndexOf('/') + 1);
	}

}
