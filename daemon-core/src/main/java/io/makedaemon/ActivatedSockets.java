package io.makedaemon;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.makedaemon.proc.SocketTable;
import io.makedaemon.systemd.ActivatedSocket;

/**
 * Replaces declared sockets by those that the service manager has handed over to this
 * process. They are matched by their names, or else by their addresses.
 */
final class ActivatedSockets {

	private static final String NOT_IN_NAMES = "[^\\w.@-]";

	private final List<DaemonSocket> sockets;

	private ActivatedSockets(List<DaemonSocket> declared) {
		this.sockets = new ArrayList<>(declared);
	}

	/**
	 * Return the sockets of a process.
	 * @param declared the declared sockets
	 * @return these, followed by any others that the service manager has handed over
	 * @throws DaemonException if one of those is not a listening socket
	 */
	static List<DaemonSocket> with(List<DaemonSocket> declared) {
		List<ActivatedSocket> handedOver = ActivatedSocket.ofThisProcess();
		if (handedOver.isEmpty()) {
			return declared;
		}
		ActivatedSockets all = new ActivatedSockets(declared);
		List<ActivatedSocket> others = new ArrayList<>();
		for (ActivatedSocket socket : handedOver) {
			if (!all.replace(socket, (candidate) -> candidate.name().equals(socket.name()))) {
				others.add(socket);
			}
		}
		others.forEach(all::replaceOrAdd);
		return List.copyOf(all.sockets);
	}

	private void replaceOrAdd(ActivatedSocket socket) {
		try {
			SocketTable.Entry entry = SocketTable.listening(socket.descriptor(), socket.name());
			if (!replace(socket, (candidate) -> candidate.isAt(entry))) {
				this.sockets.add(inherited(unusedName(socket.name()), socket));
			}
		}
		catch (IOException ex) {
			throw new DaemonException("cannot take over what the service manager has handed over: " + ex.getMessage(),
					ex);
		}
	}

	private boolean replace(ActivatedSocket socket, Predicate<DaemonSocket> wanted) {
		for (int i = 0; i < this.sockets.size(); i++) {
			DaemonSocket candidate = this.sockets.get(i);
			if (!candidate.isInherited() && wanted.test(candidate)) {
				this.sockets.set(i, inherited(candidate.name(), socket));
				return true;
			}
		}
		return false;
	}

	/**
	 * Return a name that is not used yet, since a unit gives all its sockets the same
	 * name.
	 */
	private String unusedName(String name) {
		String known = name.replaceAll(NOT_IN_NAMES, "_");
		String unused = known;
		int number = 2;
		while (isUsed(unused)) {
			unused = known + "-" + number++;
		}
		return unused;
	}

	private boolean isUsed(String name) {
		return this.sockets.stream().anyMatch((socket) -> socket.name().equals(name));
	}

	private static DaemonSocket inherited(String name, ActivatedSocket socket) {
		return DaemonSocket.inherit(name, socket::descriptor);
	}

}
