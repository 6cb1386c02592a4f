package io.makedaemon;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.Sockaddr;
import io.makedaemon.proc.SocketTable;
import io.makedaemon.wire.LaunchPlan.PlannedSocket;

/**
 * The declaration of a socket that listens before the daemon exists, and that the daemon
 * inherits open. It is the same open file description, see open(2), so a client that
 * connects during the start waits instead of being refused. In the daemon,
 * {@link DaemonContext#sockets()} returns its channel. Immutable.
 *
 * <p>
 * A port is bound with the rights of the user who runs the command: a daemon that runs as
 * another {@linkplain DaemonAttr.Builder#user(String) user} needs no capability for a
 * port below 1024. The file of a Unix domain socket is created with the rights of the
 * daemon's user, and with mode 0777 less the umask. A file that nobody listens on any
 * more is replaced. The file is removed when the start fails, and when the daemon shuts
 * down gracefully.
 */
public final class DaemonSocket {

	/** Names contain no character that separates them in lists. */
	private static final Pattern NAME = Pattern.compile("[\\w.@-]{1,255}");

	private final String name;

	private final @Nullable SocketAddress address;

	private final int backlog;

	private final @Nullable IntSupplier descriptor;

	private DaemonSocket(String name, @Nullable SocketAddress address, int backlog, @Nullable IntSupplier descriptor) {
		if (!NAME.matcher(name).matches()) {
			throw new IllegalArgumentException(
					"the name of a socket must consist of letters, digits, and . _ - @, but is \"" + name + "\"");
		}
		this.name = name;
		this.address = address;
		this.backlog = backlog;
		this.descriptor = descriptor;
	}

	/**
	 * Declare a socket that {@link Daemon#makeDaemon} binds. Like a Java server socket,
	 * it has the option SO_REUSEADDR, and accepts connections over IPv4 and, if the
	 * machine has IPv6 and {@code java.net.preferIPv4Stack} is not set, over IPv6.
	 * @param name the name by which the daemon finds it: letters, digits, and
	 * {@code . _ - @}
	 * @param address an {@link InetSocketAddress}, with port 0 for any free port, or a
	 * {@link UnixDomainSocketAddress}, whose path is resolved against the launch
	 * directory
	 * @return the socket
	 * @throws IllegalArgumentException if the name contains another character, or if the
	 * address is of another kind, has no path, or has an unknown host
	 */
	public static DaemonSocket of(String name, SocketAddress address) {
		if (address instanceof InetSocketAddress internet && internet.isUnresolved()) {
			throw new IllegalArgumentException("the host " + internet.getHostString() + " is not known");
		}
		if (!(address instanceof InetSocketAddress) && path(address) == null) {
			throw new IllegalArgumentException("a socket of the daemon cannot listen on " + address);
		}
		DaemonSocket socket = new DaemonSocket(name, address, 0, null);
		// Refuses a path that is too long where it is declared
		socket.planned(true);
		return socket;
	}

	private static @Nullable Path path(SocketAddress address) {
		return (address instanceof UnixDomainSocketAddress unix && !unix.getPath().toString().isEmpty())
				? unix.getPath() : null;
	}

	/**
	 * Declare a socket that listens already, such as one that the caller has inherited.
	 * @param name the name by which the daemon finds it, see {@link #of}
	 * @param descriptor supplies the number of the open descriptor; called only in the
	 * parent
	 * @return the socket
	 * @throws IllegalArgumentException if the name contains another character
	 */
	public static DaemonSocket inherit(String name, IntSupplier descriptor) {
		return new DaemonSocket(name, null, 0, descriptor);
	}

	/**
	 * Return a declaration with the number of connections that can wait to be accepted,
	 * see listen(2).
	 * @param backlog the number; 0 (the default) for as many as the system permits
	 * ({@code net.core.somaxconn})
	 * @return a socket with that backlog, otherwise declared like this one
	 * @throws IllegalArgumentException if it is negative
	 * @throws IllegalStateException if the socket listens already
	 */
	public DaemonSocket backlog(int backlog) {
		if (backlog < 0) {
			throw new IllegalArgumentException("a backlog must not be negative, but is " + backlog);
		}
		if (this.address == null) {
			throw new IllegalStateException(this.name + " already listens, with the backlog that its owner has set");
		}
		return new DaemonSocket(this.name, this.address, backlog, null);
	}

	/**
	 * Return the socket's name.
	 * @return the declared name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return whether the caller has opened the socket itself.
	 */
	boolean isInherited() {
		return this.descriptor != null;
	}

	/**
	 * Return whether a listening socket is the declared one.
	 */
	boolean isAt(SocketTable.Entry entry) {
		return this.address != null && entry.isFor(planned(false).text());
	}

	int descriptor() {
		return Objects.requireNonNull(this.descriptor).getAsInt();
	}

	/**
	 * Bind the socket in this process, or take over the one that the caller has opened.
	 */
	ServerSocketChannel open() throws IOException {
		SocketAddress declared = this.address;
		if (declared == null) {
			int number = descriptor();
			return Descriptors.adoptListening(number, SocketTable.listening(number, this.name).family());
		}
		return (declared instanceof UnixDomainSocketAddress unix) ? openFile(unix)
				: bind(ServerSocketChannel.open(), declared);
	}

	private ServerSocketChannel openFile(UnixDomainSocketAddress address) throws IOException {
		ServerSocketChannel channel;
		try {
			channel = bind(ServerSocketChannel.open(StandardProtocolFamily.UNIX), address);
		}
		catch (BindException ex) {
			if (!SocketFiles.removeAbandoned(address.getPath())) {
				throw ex;
			}
			channel = bind(ServerSocketChannel.open(StandardProtocolFamily.UNIX), address);
		}
		SocketFiles.removeAtEnd(address.getPath(), () -> true);
		return channel;
	}

	private ServerSocketChannel bind(ServerSocketChannel channel, SocketAddress address) throws IOException {
		try {
			return channel.bind(address, (this.backlog > 0) ? this.backlog : Integer.MAX_VALUE);
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Return the plan for the first child.
	 * @param dualStack whether sockets accept connections over both IPv6 and IPv4
	 */
	PlannedSocket planned(boolean dualStack) {
		String encoded = ByteStrings.encode(this.name);
		SocketAddress declared = this.address;
		if (declared == null) {
			return new PlannedSocket(encoded, "", encoded, 0);
		}
		Sockaddr sockaddr = sockaddr(declared, dualStack);
		Path path = path(declared);
		String text = (path != null) ? BytePath.of(path) : sockaddr.toString();
		return new PlannedSocket(encoded, sockaddr.bytes(), text, this.backlog);
	}

	private static Sockaddr sockaddr(SocketAddress address, boolean dualStack) {
		return (address instanceof InetSocketAddress internet) ? Sockaddr.of(internet, dualStack)
				: Sockaddr.of(BytePath.of(Objects.requireNonNull(path(address))));
	}

}
