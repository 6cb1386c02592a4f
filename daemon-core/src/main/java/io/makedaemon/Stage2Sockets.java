package io.makedaemon;

import java.util.List;
import java.util.stream.Collectors;

import io.makedaemon.posix.BytePath;
import io.makedaemon.trace.Trace;
import io.makedaemon.wire.OpenSocket;

/**
 * Looks after the sockets that the daemon has inherited: publishes their addresses, and
 * removes the files that were created for them when the daemon shuts down.
 */
final class Stage2Sockets {

	private Stage2Sockets() {
	}

	/**
	 * Begin to look after the sockets.
	 * @param sockets the sockets
	 * @param context the context that publishes them
	 * @param generation whose files they are as long as it is in charge
	 */
	static void keep(List<OpenSocket> sockets, DaemonContext context, Generation generation) {
		String text = sockets.stream().map(OpenSocket::text).collect(Collectors.joining(", "));
		Trace.step("listens: " + text);
		context.publish(DaemonContext.SOCKETS, text.replace('\n', ' '));
		SocketFiles.removeAtEnd(sockets.stream()
			.filter(OpenSocket::isMadeFile)
			.map((socket) -> BytePath.toPath(socket.sockaddr().path()))
			.toList(), generation::isInCharge);
	}

}
