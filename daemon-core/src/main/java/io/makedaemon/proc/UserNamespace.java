package io.makedaemon.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A user namespace, see user_namespaces(7). A user may be root in it without being root
 * of the machine's files, as after {@code unshare --map-root-user}.
 */
public final class UserNamespace {

	private static final int ROOT = 0;

	private UserNamespace() {
	}

	/**
	 * Return the id by which the machine knows a user of this process's namespace. If
	 * root owns the files there, as in a container, it is the same.
	 * @param uid the user's id in the namespace
	 * @return the id outside of the namespace
	 * @throws IOException if it is not known
	 */
	public static int outerId(int uid) throws IOException {
		boolean ownsFiles = Files.getAttribute(Path.of("/"), "unix:uid").equals(ROOT);
		return ownsFiles ? uid : outerId(uid, Files.readAllLines(Path.of("/proc/self/uid_map")));
	}

	/**
	 * Find a user in a map, which has a line for each range of ids: the first one inside,
	 * the first one outside, and their number.
	 */
	static int outerId(int uid, List<String> map) {
		long inside = Integer.toUnsignedLong(uid);
		for (String line : map) {
			String[] range = line.strip().split("\\s+", -1);
			long index = inside - Long.parseLong(range[0]);
			if (index >= 0 && index < Long.parseLong(range[2])) {
				return (int) (Long.parseLong(range[1]) + index);
			}
		}
		return uid;
	}

}
