package io.makedaemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.Sockaddr;
import io.makedaemon.wire.Handover;
import io.makedaemon.wire.OpenSocket;

/**
 * The sockets that were opened for this process. Their channels are created when they are
 * first requested. Thread-safe.
 */
final class OpenedSockets {

	private final Map<String, Opener> openers;

	/** Their addresses; none that is not bound yet. */
	private final Map<String, String> addresses;

	/** The inherited sockets by their descriptors; none in the foreground. */
	private final Map<OpenSocket, Integer> inherited;

	private final Map<String, ServerSocketChannel> channels = new LinkedHashMap<>();

	private final Map<String, ServerSocketChannel> unmodifiable = Collections.unmodifiableMap(this.channels);

	private OpenedSockets(Map<String, Opener> openers, Map<String, String> addresses,
			Map<OpenSocket, Integer> inherited) {
		this.openers = openers;
		this.inherited = inherited;
		this.addresses = addresses;
	}

	/**
	 * Return the sockets that the daemon has inherited.
	 */
	static OpenedSockets inherited(Handover handover) {
		Map<String, Opener> openers = new LinkedHashMap<>();
		Map<String, String> addresses = new LinkedHashMap<>();
		Map<OpenSocket, Integer> inherited = new LinkedHashMap<>();
		List<OpenSocket> sockets = handover.sockets();
		for (int i = 0; i < sockets.size(); i++) {
			OpenSocket socket = sockets.get(i);
			int descriptor = handover.socketDescriptor(i);
			inherited.put(socket, descriptor);
			addresses.put(socket.name(), socket.sockaddr().toString());
			openers.put(socket.name(), () -> Descriptors.adoptListening(descriptor, socket.sockaddr().family()));
		}
		return new OpenedSockets(openers, addresses, inherited);
	}

	/**
	 * Return sockets that this process binds itself, or has inherited from another
	 * process.
	 */
	static OpenedSockets inForeground(List<DaemonSocket> sockets) {
		Map<String, Opener> openers = new LinkedHashMap<>();
		sockets.forEach((socket) -> openers.put(socket.name(), socket::open));
		return new OpenedSockets(openers, new LinkedHashMap<>(), Map.of());
	}

	synchronized Map<String, String> addresses() {
		return Collections.unmodifiableMap(new LinkedHashMap<>(this.addresses));
	}

	/**
	 * Return the channels. Those that a failed call has created stay open, since a socket
	 * that was inherited cannot be opened a second time.
	 */
	synchronized Map<String, ServerSocketChannel> channels() {
		for (Map.Entry<String, Opener> opener : this.openers.entrySet()) {
			String name = opener.getKey();
			if (!this.channels.containsKey(name)) {
				try {
					ServerSocketChannel channel = opener.getValue().open();
					this.channels.put(name, channel);
					this.addresses.putIfAbsent(name, text(channel.getLocalAddress()));
				}
				catch (IOException | RuntimeException ex) {
					String reason = (ex.getMessage() != null) ? ex.getMessage() : ex.toString();
					throw new DaemonException("cannot listen on the socket " + name + ": " + reason, ex);
				}
			}
		}
		return this.unmodifiable;
	}

	/**
	 * Return the inherited sockets that this process has not closed.
	 */
	synchronized Open open() {
		List<OpenSocket> sockets = new ArrayList<>();
		List<Integer> descriptors = new ArrayList<>();
		this.inherited.forEach((socket, descriptor) -> {
			ServerSocketChannel channel = this.channels.get(socket.name());
			if (channel == null || channel.isOpen()) {
				sockets.add(socket);
				descriptors.add(descriptor);
			}
		});
		return new Open(sockets, descriptors);
	}

	private static String text(SocketAddress address) {
		return (address instanceof InetSocketAddress internet) ? Sockaddr.of(internet, false).toString()
				: address.toString();
	}

	/**
	 * Sockets that are open.
	 *
	 * @param sockets the sockets
	 * @param descriptors their descriptors, in the same order
	 */
	record Open(List<OpenSocket> sockets, List<Integer> descriptors) {
	}

	/**
	 * Opens one socket.
	 */
	private interface Opener {

		ServerSocketChannel open() throws IOException;

	}

}
