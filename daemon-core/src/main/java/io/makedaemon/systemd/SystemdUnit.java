package io.makedaemon.systemd;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.makedaemon.proc.ProcSelf;
import io.makedaemon.proc.VisibleProcess;

/**
 * The systemd unit that has this process as its main process, and what systemd expects of
 * it; see systemd.service(5).
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
	private static final String SERVICE = "/_?([\\w:.\\\\@-]+\\.service)(?![^/])";

	private static final String TYPE = "(?m)^Type=([a-z-]+)$";

	private static final String REMAINS = "RemainAfterExit=yes";

	/**
	 * Find the unit that has this process as its main process. A shell in a unit and its
	 * children are not main processes.
	 * @return the unit, or null if systemd has not started this process
	 */
	public static @Nullable SystemdUnit ofThisProcess() {
		VisibleProcess self = VisibleProcess.of(ProcessHandle.current().pid());
		if (self == null || !isStarted(self, VisibleProcess.of(self.parent()), System.getenv())) {
			return null;
		}
		List<String> controlGroups = List.of();
		try {
			controlGroups = ProcSelf.controlGroups();
		}
		catch (IOException ex) {
			// The unit has no name then
		}
		return new SystemdUnit(name(controlGroups), self.parent() != FIRST, System.getenv(PID_FILE) != null);
	}

	/**
	 * Return whether systemd has started a process. The service manager may be invisible,
	 * for instance because of {@code ProtectProc=}.
	 */
	static boolean isStarted(VisibleProcess self, @Nullable VisibleProcess parent, Map<String, String> environment) {
		String started = environment.get(STARTED);
		if (started != null) {
			return started.equals(Long.toString(self.pid()));
		}
		return parent != null && parent.name().equals(MANAGER) && parent.hasStarted(self);
	}

	/**
	 * Return the name of the unit. It is the last service on the path: those before it
	 * are service managers.
	 */
	static @Nullable String name(List<String> controlGroups) {
		String name = null;
		for (String group : controlGroups) {
			if (group.startsWith("0::") || group.contains(":name=systemd:")) {
				Matcher services = Pattern.compile(SERVICE).matcher(group);
				while (services.find()) {
					name = services.group(1);
				}
			}
		}
		return name;
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
