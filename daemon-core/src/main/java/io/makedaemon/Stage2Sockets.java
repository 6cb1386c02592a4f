package io.makedaemon;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

import io.makedaemon.posix.BytePath;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.trace.Trace;
import io.makedaemon.wire.Handover;
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
	 * @param handover what the daemon has inherited
	 * @param context the context that publishes their addresses
	 * @param generation the generation that this process is
	 * @throws IOException if a descriptor is not open
	 */
	static void keep(Handover handover, DaemonContext context, Generation generation) throws IOException {
		List<OpenSocket> sockets = handover.sockets();
		String text = sockets.stream().map(OpenSocket::text).collect(Collectors.joining(", "));
		Trace.step("listens: " + text);
		context.publish(Published.SOCKETS, text.replace('\n', ' '));
		for (int i = 0; i < sockets.size(); i++) {
			if (sockets.get(i).isMadeFile()) {
				String socket = ProcSelf.descriptor(handover.socketDescriptor(i));
				SocketFiles.removeAtEnd(BytePath.toPath(sockets.get(i).sockaddr().path()),
						() -> generation.owns(socket));
			}
		}
	}

}
