package io.makedaemon.systemd;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.makedaemon.proc.VisibleProcess;

/**
 * Scripts and wrappers, which start a program, wait for it, and end after it: who waits
 * for the script waits for the program. So does who waits for what a script has become by
 * {@code exec} after it has put the program into the background. A shell that reads its
 * commands from a terminal is a user's.
 */
final class Scripts {

	/** Programs that run scripts, whose names may end with a version. */
	private static final Pattern INTERPRETER = Pattern
		.compile("(?:sh|ash|bash|busybox|csh|dash|fish|ksh|lua|mksh|node|perl|php|python|ruby|tclsh|tcsh|zsh)[\\d.]*");

	/** Options of a shell that is a user's although it reads a file first. */
	private static final Set<String> INTERACTIVE = Set.of("--init-file", "--rcfile");

	/** Programs that scripts use to start a program as another user. */
	private static final Set<String> OF_USERS = Set.of("doas", "runuser", "su", "sudo");

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
		while (parent != null && parent.hasStarted(child) && !Container.isRuntime(parent)
				&& (isOne(parent) || isWrapper(parent, child) || mayHaveBeenOne(parent, process))) {
			around.add(parent);
			child = parent;
			parent = processes.apply(child.parent());
		}
		return around;
	}

	private static boolean mayHaveBeenOne(VisibleProcess parent, VisibleProcess process) {
		return process.isInBackground() && parent.session() == process.session();
	}

	private static boolean isOne(VisibleProcess process) {
		if (INTERPRETER.matcher(program(process)).matches()) {
			return !process.hasTerminal() || hasScript(process);
		}
		return !process.hasTerminal() && changesUser(process);
	}

	/**
	 * Return whether an interpreter has commands or a file as argument, and not only
	 * options.
	 */
	private static boolean hasScript(VisibleProcess process) {
		List<String> arguments = process.arguments().subList(1, process.arguments().size());
		return arguments.stream().anyMatch((argument) -> !argument.startsWith("-"))
				&& arguments.stream().noneMatch(INTERACTIVE::contains);
	}

	/**
	 * Return whether the command line of a process contains that of its child, as with
	 * timeout(1) and flock(1), and a program in front of it. A shell between them may
	 * have replaced itself by the child.
	 */
	private static boolean isWrapper(VisibleProcess process, VisibleProcess child) {
		if (child.arguments().size() < 2) {
			return false;
		}
		String arguments = String.join(" ", child.arguments().subList(1, child.arguments().size()));
		String all = String.join(" ", process.arguments());
		int start = all.indexOf(" " + arguments);
		return start > 0 && all.lastIndexOf(' ', start - 1) > 0;
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
