package io.makedaemon.systemd;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A socket that the service manager has handed over to this process, see
 * sd_listen_fds(3).
 *
 * @param name its name, see FileDescriptorName= in systemd.socket(5)
 * @param descriptor its descriptor
 */
public record ActivatedSocket(String name, int descriptor) {

	/** The variable that contains the id of the process that the sockets are for. */
	public static final String PROCESS = "LISTEN_PID";

	private static final String COUNT = "LISTEN_FDS";

	private static final String NAMES = "LISTEN_FDNAMES";

	/** The variables that describe the sockets, which are for this process only. */
	public static final List<String> VARIABLES = List.of(PROCESS, "LISTEN_PIDFDID", COUNT, NAMES);

	/** The name of a descriptor that was given none. */
	private static final String UNKNOWN = "unknown";

	private static final int FIRST = 3;

	private static final int MAX_COUNT = 1024;

	/**
	 * Return the sockets of this process.
	 * @return the sockets, in their order; empty if they are for another process
	 */
	public static List<ActivatedSocket> ofThisProcess() {
		return of(System.getenv(), ProcessHandle.current().pid());
	}

	static List<ActivatedSocket> of(Map<String, String> environment, long pid) {
		List<ActivatedSocket> sockets = new ArrayList<>();
		if (Long.toString(pid).equals(environment.get(PROCESS))) {
			String[] names = environment.getOrDefault(NAMES, "").split(":", -1);
			int count = count(environment.getOrDefault(COUNT, ""));
			for (int i = 0; i < count; i++) {
				String name = (i < names.length && !names[i].isEmpty()) ? names[i] : UNKNOWN;
				sockets.add(new ActivatedSocket(name, FIRST + i));
			}
		}
		return sockets;
	}

	private static int count(String text) {
		return text.matches("\\d{1,4}") ? Math.min(Integer.parseInt(text), MAX_COUNT) : 0;
	}

}
