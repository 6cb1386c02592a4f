package io.makedaemon.proc;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.Sockaddr;

/**
 * The kernel's lists of sockets, {@code /proc/net/tcp} and others: they show, without a
 * native call, what a socket is and who has it open. They contain only the sockets of
 * this network namespace.
 */
public final class SocketTable {

	private static final Path PROC = Path.of("/proc");

	private static final Path SELF = PROC.resolve("self");

	private static final String SOCKET = "socket:[";

	/** The fields: number, address, other address, state, …, inode. */
	private static final int ADDRESS = 1;

	private static final int STATE = 3;

	/** For a listening socket, the number of waiting connections follows a colon. */
	private static final int QUEUES = 4;

	private static final int INODE = 9;

	private static final String LISTENS = "0A";

	/** The fields of a Unix domain socket: …, flags, type, state, inode, path. */
	private static final int UNIX_FLAGS = 3;

	private static final int UNIX_TYPE = 4;

	private static final int UNIX_INODE = 6;

	private static final int UNIX_PATH = 7;

	private static final String UNIX_LISTENS = "00010000";

	private static final String UNIX_STREAM = "0001";

	private static final int HEX = 16;

	/** The hex digits of a word of an address, which is in the machine's byte order. */
	private static final int WORD = 8;

	private SocketTable() {
	}

	/**
	 * Look at a listening socket of this process.
	 * @param descriptor the descriptor
	 * @param name the socket's name, for the failure
	 * @return what is known about it; the address is empty for a socket of another
	 * network namespace
	 * @throws IOException if it does not listen; the message is a sentence that says what
	 * to do
	 */
	public static Entry listening(int descriptor, String name) throws IOException {
		String target = ProcSelf.descriptor(descriptor);
		Entry found = find((entry) -> entry.target.equals(target));
		if (found == null && target.startsWith(SOCKET)) {
			return new Entry(StandardProtocolFamily.INET6, "", true, 0, target);
		}
		if (found == null || !found.listens) {
			throw new IOException("the socket " + name + " (descriptor " + descriptor
					+ ") does not listen for connections: a socket unit of systemd needs ListenStream= and Accept=no");
		}
		return found;
	}

	/**
	 * Return the number of connections that wait to be accepted on an address.
	 * @param address the address in readable form, see {@link Sockaddr#toString()}
	 * @return the number; 0 for a Unix domain socket, since the kernel does not report it
	 */
	public static int waiting(String address) {
		Entry found = find((entry) -> entry.listens && entry.address.equals(address));
		return (found != null) ? found.waiting : 0;
	}

	/**
	 * Return whether somebody listens on an address.
	 * @param address the address in readable form, see {@link Sockaddr#toString()}
	 * @return whether a socket of this network namespace does
	 */
	public static boolean isListening(String address) {
		return find((entry) -> entry.listens && entry.address.equals(address)) != null;
	}

	/**
	 * Find the process that listens on an address, or on one that conflicts with it.
	 * @param address the address in readable form, see {@link Sockaddr#toString()}
	 * @return its process id; empty if this user cannot see it, as with another user's
	 * process
	 */
	public static OptionalLong holder(String address) {
		Entry found = find((entry) -> entry.listens && entry.isInTheWayOf(address));
		if (found == null) {
			return OptionalLong.empty();
		}
		OptionalLong holder = OptionalLong.empty();
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
			for (Path process : processes) {
				long pid = Long.parseLong(process.getFileName().toString());
				// A service manager keeps the sockets that it has handed over
				if ((holder.isEmpty() || holder.getAsLong() == 1) && has(pid, found.target)) {
					holder = OptionalLong.of(pid);
				}
			}
		}
		catch (IOException ex) {
			// Nothing can be seen
		}
		return holder;
	}

	/**
	 * Return where a process listens for connections. It may be in another network
	 * namespace.
	 * @param pid the process id
	 * @return the addresses in readable form, see {@link Sockaddr#toString()}, in their
	 * order; empty if this user may not inspect the process
	 */
	public static List<String> listening(long pid) {
		try {
			Set<String> own = new HashSet<>(OpenFiles.names(pid));
			return entries(PROC.resolve(Long.toString(pid)))
				.filter((entry) -> entry.listens && own.contains(entry.target))
				.map(Entry::address)
				.distinct()
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			// Ended, or another user's
			return List.of();
		}
	}

	private static boolean has(long pid, String target) {
		try {
			return OpenFiles.find(pid, target) != null;
		}
		catch (IOException ex) {
			// Ended, or another user's
			return false;
		}
	}

	private static @Nullable Entry find(Predicate<Entry> wanted) {
		return entries(SELF).filter(wanted).findFirst().orElse(null);
	}

	/**
	 * Return the sockets of the network namespace of a process.
	 */
	private static Stream<Entry> entries(Path process) {
		Path lists = process.resolve("net");
		return Stream
			.of(entries(lists.resolve("tcp"), (fields) -> port(StandardProtocolFamily.INET, fields)),
					entries(lists.resolve("tcp6"), (fields) -> port(StandardProtocolFamily.INET6, fields)),
					entries(lists.resolve("udp"), (fields) -> port(StandardProtocolFamily.INET, fields)),
					entries(lists.resolve("udp6"), (fields) -> port(StandardProtocolFamily.INET6, fields)),
					entries(lists.resolve("unix"), SocketTable::file))
			.flatMap(Function.identity());
	}

	private static Stream<Entry> entries(Path list, Function<String[], @Nullable Entry> parser) {
		List<String> lines;
		try {
			lines = Files.readAllLines(list, StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			// A kernel without IPv6 has none of its lists
			return Stream.empty();
		}
		return lines.stream()
			.skip(1)
			.map((line) -> parser.apply(line.strip().split(" +", -1)))
			.filter(Objects::nonNull);
	}

	private static @Nullable Entry port(ProtocolFamily family, String[] fields) {
		if (fields.length <= INODE) {
			return null;
		}
		String[] address = fields[ADDRESS].split(":", -1);
		ByteBuffer bytes = ByteBuffer.allocate(address[0].length() / 2).order(ByteOrder.nativeOrder());
		for (int i = 0; i < address[0].length(); i += WORD) {
			bytes.putInt(Integer.parseUnsignedInt(address[0], i, i + WORD, HEX));
		}
		return new Entry(family, Sockaddr.text(bytes.array(), Integer.parseInt(address[1], HEX)),
				fields[STATE].equals(LISTENS),
				Integer.parseUnsignedInt(fields[QUEUES].substring(fields[QUEUES].indexOf(':') + 1), HEX),
				target(fields[INODE]));
	}

	private static @Nullable Entry file(String[] fields) {
		if (fields.length <= UNIX_INODE) {
			return null;
		}
		boolean listens = fields[UNIX_FLAGS].equals(UNIX_LISTENS) && fields[UNIX_TYPE].equals(UNIX_STREAM);
		String path = String.join(" ", List.of(fields).subList(UNIX_PATH, Math.max(UNIX_PATH, fields.length)));
		return new Entry(StandardProtocolFamily.UNIX, path, listens, 0, target(fields[UNIX_INODE]));
	}

	private static String target(String inode) {
		return SOCKET + inode + "]";
	}

	/**
	 * A socket.
	 *
	 * @param family its protocol family
	 * @param address the address that it is bound to, in readable form
	 * @param listens whether it listens for connections
	 * @param waiting the number of connections that wait to be accepted
	 * @param target what its descriptor refers to, see {@link ProcSelf#descriptor}
	 */
	public record Entry(ProtocolFamily family, String address, boolean listens, int waiting, String target) {

		/**
		 * Return whether the socket is the one for an address. The IPv4 and the IPv6
		 * wildcard address are the same.
		 * @param other the address in readable form
		 * @return whether it is
		 */
		public boolean isFor(String other) {
			return this.address.equals(other) || (isWildcard(this.address) && isWildcard(other) && isSamePort(other));
		}

		boolean isInTheWayOf(String other) {
			return this.address.equals(other) || ((isWildcard(this.address) || isWildcard(other)) && isSamePort(other));
		}

		private boolean isSamePort(String other) {
			return port(this.address).equals(port(other));
		}

		private static String port(String address) {
			return address.substring(address.lastIndexOf(':') + 1);
		}

		private static boolean isWildcard(String address) {
			return address.startsWith("0.0.0.0:") || address.startsWith("[::]:");
		}

	}

}
