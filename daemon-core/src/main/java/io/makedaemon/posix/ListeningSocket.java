package io.makedaemon.posix;

/**
 * Listening sockets, made directly by system calls: the process that makes them does not
 * load Java's networking, and accepts no connection.
 */
public final class ListeningSocket {

	private static final int AF_INET6 = 10;

	private static final int SOCK_STREAM = 1;

	private static final int SOL_SOCKET = 1;

	private static final int SO_REUSEADDR = 2;

	private static final int SO_ACCEPTCONN = 30;

	private static final int IPPROTO_IPV6 = 41;

	private static final int IPV6_V6ONLY = 26;

	/** The kernel replaces it by its limit, see somaxconn in listen(2). */
	private static final int LONGEST_BACKLOG = Integer.MAX_VALUE;

	/** Larger than the longest address. */
	private static final int ADDRESS_SIZE = 128;

	private static final String ATTEMPT = "listen on {}";

	private ListeningSocket() {
	}

	/**
	 * Bind a socket and listen, with the options that Java gives to a server socket:
	 * SO_REUSEADDR, and both IPv6 and IPv4 if the address is an IPv6 one.
	 * @param address the address, see {@link Sockaddr#bytes()}
	 * @param backlog the number of connections that can wait; 0 for as many as the kernel
	 * permits
	 * @param name the address in readable form, for the failure
	 * @return the descriptor, which is closed on exec
	 * @throws ErrnoException if the address is in use ({@link ErrnoException#EADDRINUSE})
	 * or not permitted to this user
	 */
	public static int open(String address, int backlog, String name) throws ErrnoException {
		long memory = LibC.string(address);
		int family = LibC.readShort(memory);
		int socket = socket(family, SOCK_STREAM, name);
		if (family != Posix.AF_UNIX) {
			set(socket, SOL_SOCKET, SO_REUSEADDR, 1, name);
		}
		if (family == AF_INET6) {
			set(socket, IPPROTO_IPV6, IPV6_V6ONLY, 0, name);
		}
		Posix.check(LibC.call("bind", socket, memory, address.length()), "bind", ATTEMPT, name);
		listen(socket, backlog, name);
		return socket;
	}

	/**
	 * Listen on a bound socket, or change how many connections can wait.
	 * @param socket the descriptor
	 * @param backlog the number of connections that can wait; 0 for as many as the kernel
	 * permits
	 * @param name the address in readable form, for the failure
	 * @throws ErrnoException if it is not possible
	 */
	public static void listen(int socket, int backlog, String name) throws ErrnoException {
		int length = (backlog > 0) ? backlog : LONGEST_BACKLOG;
		Posix.check(LibC.call("listen", socket, length), "listen", ATTEMPT, name);
	}

	private static int socket(int family, int type, String name) throws ErrnoException {
		return Posix.check(LibC.call("socket", family, type | OpenFlags.CLOEXEC, 0), "socket", ATTEMPT, name);
	}

	private static void set(int socket, int level, int option, int value, String name) throws ErrnoException {
		Posix.check(LibC.call("setsockopt", socket, level, option, LibC.integers(value), Integer.BYTES), "setsockopt",
				ATTEMPT, name);
	}

	/**
	 * Return the address that a socket is bound to, including a port that the kernel has
	 * chosen.
	 * @param descriptor the socket
	 * @param name its address in readable form, for the failure
	 * @return the address, see {@link Sockaddr#bytes()}
	 * @throws ErrnoException if it is not a socket
	 */
	public static String address(int descriptor, String name) throws ErrnoException {
		long memory = LibC.allocate(ADDRESS_SIZE);
		long length = LibC.integers(ADDRESS_SIZE);
		Posix.check(LibC.call("getsockname", descriptor, memory, length), "getsockname", "find the address of {}",
				name);
		return LibC.readBytes(memory, LibC.readInt(length));
	}

	/**
	 * Return whether a descriptor is a socket that listens for connections, see
	 * SO_ACCEPTCONN in socket(7).
	 * @param descriptor the descriptor
	 * @return whether it is
	 */
	public static boolean isListening(int descriptor) {
		long listens = LibC.integers(0);
		long length = LibC.integers(Integer.BYTES);
		return LibC.call("getsockopt", descriptor, SOL_SOCKET, SO_ACCEPTCONN, listens, length) == 0
				&& LibC.readInt(listens) == 1;
	}

	/**
	 * Return whether nobody listens on a Unix domain socket because the process that
	 * created its file has ended.
	 * @param address the address
	 * @param name its path, for the failure
	 * @return whether a connection is refused; false if this cannot be determined
	 * @throws ErrnoException if there are no descriptors left
	 */
	public static boolean isAbandoned(String address, String name) throws ErrnoException {
		int socket = socket(Posix.AF_UNIX, SOCK_STREAM | OpenFlags.NONBLOCK, name);
		try {
			return LibC.call("connect", socket, LibC.string(address), address.length()) == -1
					&& LibC.errno() == ErrnoException.ECONNREFUSED;
		}
		finally {
			Posix.close(socket);
		}
	}

}
