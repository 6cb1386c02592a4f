package io.makedaemon.spring.boot.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * A listening socket of this process that one server can take.
 */
final class InheritedSocket {

	private final String name;

	private final @Nullable InetSocketAddress declared;

	private final ServerSocketChannel channel;

	private final Gate gate = new Gate();

	private final AtomicBoolean taken = new AtomicBoolean();

	/**
	 * Create a socket.
	 * @param name its name
	 * @param declared the address that it was declared with; null if that is not known
	 * @param channel the listening channel
	 */
	InheritedSocket(String name, @Nullable InetSocketAddress declared, ServerSocketChannel channel) {
		this.name = name;
		this.declared = declared;
		this.channel = channel;
	}

	String name() {
		return this.name;
	}

	/**
	 * Return the gate behind which connections wait.
	 */
	Gate gate() {
		return this.gate;
	}

	/**
	 * Return the listening channel, without the gate.
	 */
	ServerSocketChannel channel() {
		return this.channel;
	}

	/**
	 * Return a channel that accepts connections behind the gate, on threads of the
	 * server.
	 */
	GatedChannel gated() throws IOException {
		return new GatedChannel(this.channel, this.gate);
	}

	/**
	 * Return whether the socket belongs to a server, whatever the server's port is. It
	 * does not if the server is to listen on another address, since the socket, which a
	 * service manager may have bound, could be open to more clients.
	 * @param name the name of the server's socket; null for none
	 * @param address the server's address; null for the wildcard
	 */
	boolean isOf(@Nullable String name, @Nullable InetAddress address) {
		InetSocketAddress local = this.name.equals(name) ? local() : null;
		return local != null && (address == null || address.isAnyLocalAddress() || address.equals(local.getAddress()));
	}

	/**
	 * Return whether the socket is what a server would bind.
	 * @param address the server's address; null for the wildcard
	 * @param port the server's port; 0 for any
	 */
	boolean isAt(@Nullable InetAddress address, int port) {
		InetSocketAddress local = (port != 0) ? local() : this.declared;
		return local != null && local.getPort() == port && isSame(address, local.getAddress());
	}

	/**
	 * Return whether the socket has another port than is declared by now.
	 */
	boolean isElsewhere() {
		InetSocketAddress local = local();
		return this.declared != null && local != null && this.declared.getPort() != 0
				&& this.declared.getPort() != local.getPort();
	}

	private @Nullable InetSocketAddress local() {
		try {
			// A Unix domain socket has another kind of address
			return (isOpen() && this.channel.getLocalAddress() instanceof InetSocketAddress local) ? local : null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isSame(@Nullable InetAddress address, InetAddress other) {
		return (address == null || address.isAnyLocalAddress()) ? other.isAnyLocalAddress() : address.equals(other);
	}

	/**
	 * Return whether no server has closed the socket.
	 */
	boolean isOpen() {
		return this.channel.isOpen();
	}

	/**
	 * Take the socket for a server.
	 * @return whether it is the first server and the socket is still open
	 */
	boolean take() {
		return isOpen() && this.taken.compareAndSet(false, true);
	}

	boolean isTaken() {
		return this.taken.get();
	}

	@Override
	public String toString() {
		return this.name;
	}

}
