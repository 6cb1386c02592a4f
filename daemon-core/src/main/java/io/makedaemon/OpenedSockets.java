package io.makedaemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

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

	private @Nullable Map<String, ServerSocketChannel> channels;

	private OpenedSockets(Map<String, Opener> openers, Map<String, String> addresses) {
		this.openers = openers;
		this.addresses = addresses;
	}

	/**
	 * Return the sockets that the daemon has inherited.
	 */
	static OpenedSockets inherited(Handover handover) {
		Map<String, Opener> openers = new LinkedHashMap<>();
		Map<String, String> addresses = new LinkedHashMap<>();
		List<OpenSocket> sockets = handover.sockets();
		for (int i = 0; i < sockets.size(); i++) {
			OpenSocket socket = sockets.get(i);
			int descriptor = handover.socketDescriptor(i);
			addresses.put(socket.name(), socket.sockaddr().toString());
			openers.put(socket.name(), () -> Descriptors.adoptListening(descriptor, socket.sockaddr().family()));
		}
		return new OpenedSockets(openers, addresses);
	}

	/**
	 * Return sockets that this process binds itself, or has inherited from another
	 * process.
	 */
	static OpenedSockets inForeground(List<DaemonSocket> sockets) {
		Map<String, Opener> openers = new LinkedHashMap<>();
		sockets.forEach((socket) -> openers.put(socket.name(), socket::open));
		return new OpenedSockets(openers, new LinkedHashMap<>());
	}

	synchronized Map<String, String> addresses() {
		return Collections.unmodifiableMap(new LinkedHashMap<>(this.addresses));
	}

	synchronized Map<String, ServerSocketChannel> channels() {
		Map<String, ServerSocketChannel> known = this.channels;
		if (known == null) {
			known = Collections.unmodifiableMap(open());
			this.channels = known;
		}
		return known;
	}

	private Map<String, ServerSocketChannel> open() {
		Map<String, ServerSocketChannel> opened = new LinkedHashMap<>();
		Map<String, String> bound = new LinkedHashMap<>();
		this.openers.forEach((name, opener) -> {
			try {
				ServerSocketChannel channel = opener.open();
				opened.put(name, channel);
				bound.put(name, text(channel.getLocalAddress()));
			}
			catch (IOException ex) {
				opened.values().forEach(OpenedSockets::close);
				throw new DaemonException("cannot listen on the socket " + name + ": " + ex.getMessage(), ex);
			}
		});
		bound.forEach(this.addresses::putIfAbsent);
		return opened;
	}

	private static String text(SocketAddress address) {
		return (address instanceof InetSocketAddress internet) ? Sockaddr.of(internet, false).toString()
				: address.toString();
	}

	private static void close(ServerSocketChannel channel) {
		try {
			channel.close();
		}
		catch (IOException ex) {
			// It has not been used yet
		}
	}

	/**
	 * Opens one socket.
	 */
	private interface Opener {

		ServerSocketChannel open() throws IOException;

	}

}
