package io.makedaemon.systemd;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.makedaemon.proc.VisibleProcess;

/**
 * The systemd unit that ends with this process, which is its main process or what a
 * script waits for, and what systemd expects of it; see systemd.service(5).
 *
 * @param name the unit's name; null if the control groups do not contain it
 * @param isOfUser whether it is a unit of the user's service manager
 * @param hasPidFile whether it has a pid file, as units do that expect a daemon, but also
 * others
 */
public record SystemdUnit(@Nullable String name, boolean isOfUser, boolean hasPidFile) {

	private static final String MANAGER = "systemd";

	/** The id of the process that systemd has started, since version 248. */
	private static final String STARTED = "SYSTEMD_EXEC_PID";

	/** The path of the pid file, since version 242. */
	private static final String PID_FILE = "PIDFILE";

	private static final int FIRST = 1;

	/** A name that could be mistaken for a kernel file is prefixed with an underscore. */
	private static final String UNIT = "/_?([\\w:.\\\\@-]+\\.(?:service|scope))(?![^/])";

	/** A unit of processes that systemd has not started, such as a user's session. */
	private static final String SCOPE = ".scope";

	/** The control group of a user's service manager. */
	private static final String USER_MANAGER = "/user@";

	private static final String TYPE = "(?m)^Type=([a-z-]+)$";

	private static final String REMAINS = "RemainAfterExit=yes";

	/**
	 * Find the unit that ends with this process: it has this process as its main process,
	 * or a script that waits for it. A user's shell and its children belong to no unit.
	 * @return the unit, or null if systemd does not wait for this process
	 */
	public static @Nullable SystemdUnit ofThisProcess() {
		VisibleProcess self = VisibleProcess.of(ProcessHandle.current().pid());
		return (self != null) ? of(self, VisibleProcess::of, System.getenv()) : null;
	}

	static @Nullable SystemdUnit of(VisibleProcess process, LongFunction<@Nullable VisibleProcess> processes,
			Map<String, String> environment) {
		VisibleProcess main = main(process, processes, environment);
		return (main != null)
				? new SystemdUnit(name(main.controlGroups()), main.parent() != FIRST, environment.get(PID_FILE) != null)
				: null;
	}

	private static @Nullable VisibleProcess main(VisibleProcess process,
			LongFunction<@Nullable VisibleProcess> processes, Map<String, String> environment) {
		return waiting(process, processes, environment).stream()
			.filter((waiting) -> isStarted(waiting, processes.apply(waiting.parent()), environment))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Return a process and what waits for it. If it is in the session of the process that
	 * systemd has started, these are all programs between them, whatever they are: none
	 * has made a session, as those do that run the commands of users.
	 */
	private static List<VisibleProcess> waiting(VisibleProcess process,
			LongFunction<@Nullable VisibleProcess> processes, Map<String, String> environment) {
		if (!isInSessionOfMain(process, environment)) {
			return Scripts.around(process, processes);
		}
		List<VisibleProcess> waiting = new ArrayList<>();
		VisibleProcess next = process;
		while (next != null && next.session() == process.session() && !next.hasTerminal()) {
			waiting.add(next);
			next = processes.apply(next.parent());
		}
		return waiting;
	}

	/**
	 * Return whether a script of a unit has started this process in the background. Such
	 * a script usually writes the process id into the pid file.
	 * @return whether it has
	 */
	public static boolean isThisInBackground() {
		VisibleProcess self = VisibleProcess.of(ProcessHandle.current().pid());
		return self != null && isInBackground(self, VisibleProcess::of, System.getenv());
	}

	/**
	 * If the script has ended, check that the process has another parent meanwhile: one
	 * that cannot be seen may be the script.
	 */
	static boolean isInBackground(VisibleProcess process, LongFunction<@Nullable VisibleProcess> processes,
			Map<String, String> environment) {
		VisibleProcess main = main(process, processes, environment);
		if (main != null) {
			return process.isInBackground() && !main.equals(process);
		}
		if (!isInSessionOfMain(process, environment)) {
			return false;
		}
		List<VisibleProcess> orphans = waiting(process, processes, environment);
		long parent = orphans.get(orphans.size() - 1).parent();
		return parent == FIRST || processes.apply(parent) != null;
	}

	private static boolean isInSessionOfMain(VisibleProcess process, Map<String, String> environment) {
		return !process.hasTerminal() && Long.toString(process.session()).equals(environment.get(STARTED));
	}

	/**
	 * Find the unit in whose control group another process is, if this process is not
	 * there as well.
	 * @param pid the process id
	 * @return the unit, which need not have started the process; null if there is none
	 */
	public static @Nullable SystemdUnit ofOther(long pid) {
		VisibleProcess other = VisibleProcess.of(pid);
		VisibleProcess self = VisibleProcess.of(ProcessHandle.current().pid());
		String unit = (other != null) ? name(other.controlGroups()) : null;
		if (other == null || unit == null || (self != null && unit.equals(name(self.controlGroups())))) {
			return null;
		}
		boolean ofUser = other.controlGroups().stream().anyMatch((group) -> group.contains(USER_MANAGER));
		return new SystemdUnit(unit, ofUser, false);
	}

	/**
	 * Return the command that asks the service manager for the unit's main process.
	 * @return the command, see systemctl(1)
	 */
	public List<String> mainProcessQuery() {
		return List.of("systemctl", this.isOfUser ? "--user" : "--system", "show", "--property=MainPID", "--",
				String.valueOf(this.name));
	}

	/**
	 * Return whether a process is the unit's main process.
	 * @param answer the output of {@link #mainProcessQuery()}
	 * @param pid the process id
	 * @return whether it is
	 */
	public static boolean isMainProcess(String answer, long pid) {
		return answer.lines().anyMatch(("MainPID=" + pid)::equals);
	}

	/**
	 * Return whether systemd has started a process. The service manager may be invisible,
	 * for instance because of {@code ProtectProc=}; the variable may be missing, as
	 * behind {@code sudo}. A process that has left its user's session, as by setsid(1),
	 * becomes a child of the service manager, but stays in the control group of that
	 * session, in which systemd starts nothing. Only a program that changes the user may
	 * have moved into one.
	 */
	private static boolean isStarted(VisibleProcess process, @Nullable VisibleProcess parent,
			Map<String, String> environment) {
		String started = environment.get(STARTED);
		if (started != null) {
			return started.equals(Long.toString(process.pid()));
		}
		return parent != null && parent.name().equals(MANAGER) && parent.hasStarted(process)
				&& (Scripts.changesUser(process) || !isInSession(process.controlGroups()));
	}

	private static boolean isInSession(List<String> controlGroups) {
		String unit = innermost(controlGroups);
		return unit != null && unit.endsWith(SCOPE);
	}

	/**
	 * Return the name of the service in whose control group a process is.
	 */
	static @Nullable String name(List<String> controlGroups) {
		String unit = innermost(controlGroups);
		return (unit != null && !unit.endsWith(SCOPE)) ? unit : null;
	}

	/**
	 * Return the last unit on the path: the services before it are service managers.
	 */
	private static @Nullable String innermost(List<String> controlGroups) {
		String unit = null;
		for (String group : controlGroups) {
			if (group.startsWith("0::") || group.contains(":name=systemd:")) {
				Matcher units = Pattern.compile(UNIT).matcher(group);
				while (units.find()) {
					unit = units.group(1);
				}
			}
		}
		return unit;
	}

	/**
	 * Return the command that asks the service manager for what {@link #objection} needs.
	 * @return the command, see systemctl(1); empty if a query is impossible
	 */
	public List<String> query() {
		if (this.name == null) {
			return List.of();
		}
		return List.of("systemctl", this.isOfUser ? "--user" : "--system", "show", "--property=Type",
				"--property=RemainAfterExit", "--", this.name);
	}

	/**
	 * Return why the process must not end before the service does.
	 * @param answer the output of the {@linkplain #query() command}; empty if it has
	 * failed
	 * @return the reason, as a clause; null if the unit expects a daemon
	 */
	public @Nullable String objection(String answer) {
		Matcher matcher = Pattern.compile(TYPE).matcher(answer);
		if (!matcher.find()) {
			return this.hasPidFile ? null : unknown();
		}
		String type = matcher.group(1);
		boolean leavesDaemon = type.equals("forking")
				|| (type.equals("oneshot") && answer.lines().anyMatch(REMAINS::equals));
		return leavesDaemon ? null : this.name + " has the type " + type;
	}

	private String unknown() {
		return (this.name != null) ? "systemd does not report the type of " + this.name
				: "systemd has started the process, for an unknown unit";
	}

}
