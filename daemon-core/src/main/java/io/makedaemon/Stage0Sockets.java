package io.makedaemon;

import java.io.IOException;
import java.util.List;

import io.makedaemon.proc.ProcSelf;
import io.makedaemon.proc.SocketTable;
import io.makedaemon.wire.LaunchPlan.PlannedSocket;

/**
 * Plans the sockets of a daemon in the parent.
 */
final class Stage0Sockets {

	private static final String PREFER_IPV4 = "java.net.preferIPv4Stack";

	private Stage0Sockets() {
	}

	/**
	 * Return the plan for the sockets.
	 * @param sockets the sockets
	 * @param jvmOptions the options that the daemon's JVM gets in addition to the
	 * parent's
	 */
	static List<PlannedSocket> planned(List<DaemonSocket> sockets, List<String> jvmOptions) {
		boolean dualStack = ProcSelf.hasIpv6() && !prefersIpv4(jvmOptions);
		return sockets.stream().map((socket) -> socket.planned(dualStack)).toList();
	}

	private static boolean prefersIpv4(List<String> jvmOptions) {
		boolean prefers = Boolean.getBoolean(PREFER_IPV4);
		for (String option : jvmOptions) {
			if (option.startsWith("-D" + PREFER_IPV4 + "=")) {
				prefers = option.endsWith("=true");
			}
		}
		return prefers;
	}

	/**
	 * Return the descriptors of the sockets that listen already.
	 * @throws IOException if one of them does not
	 */
	static int[] descriptors(List<DaemonSocket> sockets) throws IOException {
		int[] descriptors = sockets.stream()
			.filter(DaemonSocket::isInherited)
			.mapToInt(DaemonSocket::descriptor)
			.toArray();
		int next = 0;
		for (DaemonSocket socket : sockets) {
			if (socket.isInherited()) {
				SocketTable.listening(descriptors[next++], socket.name());
			}
		}
		return descriptors;
	}

}
