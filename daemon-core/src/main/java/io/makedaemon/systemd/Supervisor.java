package io.makedaemon.systemd;

import java.util.Set;
import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

import io.makedaemon.proc.VisibleProcess;

/**
 * The program that has started this one and takes its end for the end of the service: a
 * supervisor, which would restart it, or PID 1 of a container, which would end with it.
 * Neither would work with a daemon.
 */
public final class Supervisor {

	/** They run a program as their child, for as long as it lives. */
	private static final Set<String> NAMES = Set.of("tini", "tini-static", "docker-init", "podman-init", "dumb-init",
			"catatonit", "supervisord", "s6-supervise", "runsv", "supervise", "supervise-daemon", "circusd");

	/** It gives itself a title in place of its name. */
	private static final String PM2 = "PM2 v";

	/** What scripts are run by, and what they start a program with and wait for. */
	private static final Set<String> OF_SCRIPTS = Set.of("sh", "ash", "bash", "busybox", "dash", "ksh", "mksh", "zsh",
			"runuser", "su", "sudo");

	private static final int FIRST = 1;

	private Supervisor() {
	}

	/**
	 * Find out who waits for the end of this process. Somebody at a terminal does not,
	 * nor does who has only adopted it.
	 * @return who does, as a clause; null if nobody does
	 */
	public static @Nullable String ofThisProcess() {
		VisibleProcess self = VisibleProcess.of(ProcessHandle.current().pid());
		return (self != null) ? of(self, VisibleProcess::of) : null;
	}

	/**
	 * Look at the parent of a process, and at its parent, as long as they are scripts,
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
	 * A program in Python has its name behind that of Python. The kernel keeps 15 bytes
	 * of a name, the command line all of it.
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
		// That of a login shell has a minus in front of it
		return OF_SCRIPTS.contains(name.startsWith("-") ? name.substring(1) : name);
	}

	private static String fileName(String path) {
		return path.substring(path.lastIndexOf('/') + 1);
	}

}
