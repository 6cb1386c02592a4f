package io.makedaemon.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A connection between two processes of this machine, over which they pass open files,
 * see unix(7) and SCM_RIGHTS there. Addresses are abstract: they are no files, and end
 * with the socket. Anybody can connect to them, so each side checks who the other one is.
 */
public final class LocalConnection {

	/** The kernel passes at most this many descriptors with one message (SCM_MAX_FD). */
	public static final int MAX_DESCRIPTORS = 253;

	private static final int SOCK_STREAM = 1;

	private static final int SOL_SOCKET = 1;

	private static final int SCM_RIGHTS = 1;

	private static final int SO_PEERCRED = 17;

	/** The size of {@code struct ucred}. */
	private static final int UCRED_SIZE = 3 * Integer.BYTES;

	private static final int MSG_NOSIGNAL = 0x4000;

	private static final int MSG_CMSG_CLOEXEC = 0x40000000;

	private static final int POLLIN = 1;

	private static final long FOREVER = -1;

	/** The size of {@code struct msghdr}, and where its parts are. */
	private static final int MSGHDR_SIZE = 56;

	private static final int CONTROL_LENGTH = 40;

	/** The size of {@code struct cmsghdr}. */
	private static final int CMSGHDR_SIZE = 16;

	private static final String OTHER = "the other process";

	private final int descriptor;

	private LocalConnection(int descriptor) {
		this.descriptor = descriptor;
	}

	/**
	 * Listen on an address.
	 * @param name the name, as a byte string
	 * @return the descriptor, which is closed on exec
	 * @throws ErrnoException if it is in use
	 */
	public static int listen(String name) throws ErrnoException {
		return ListeningSocket.open(address(name), 0, name);
	}

	/**
	 * Connect to an address.
	 * @param name the name, as a byte string
	 * @return the connection
	 * @throws ErrnoException if nobody listens there
	 */
	public static LocalConnection connect(String name) throws ErrnoException {
		int socket = Posix.socket(Posix.AF_UNIX, SOCK_STREAM);
		long memory = LibC.string(address(name));
		try {
			Posix.check(LibC.call("connect", socket, memory, address(name).length()), "connect", "connect to {}", name);
			return new LocalConnection(socket);
		}
		catch (ErrnoException ex) {
			Posix.close(socket);
			throw ex;
		}
		finally {
			LibC.free(memory);
		}
	}

	private static String address(String name) {
		return ByteStrings
			.of(ByteBuffer.allocate(Short.BYTES).order(ByteOrder.nativeOrder()).putShort(Posix.AF_UNIX).array()) + "\0"
				+ name;
	}

	/**
	 * Wait for a connection.
	 * @param listener the descriptor of the listening socket
	 * @param millis how long to wait, in milliseconds
	 * @return the connection; null if nobody has connected in time
	 * @throws ErrnoException if it cannot be accepted
	 */
	public static @Nullable LocalConnection accept(int listener, long millis) throws ErrnoException {
		if (!poll(listener, millis)) {
			return null;
		}
		return new LocalConnection(Posix.check(LibC.call("accept4", listener, 0, 0, OpenFlags.CLOEXEC), "accept4",
				"accept a connection", ""));
	}

	/**
	 * Wait until there is something to receive, or the other side has ended.
	 */
	private static boolean poll(int descriptor, long millis) throws ErrnoException {
		long polled = LibC.integers(descriptor, POLLIN);
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		try {
			long left = millis;
			int ready;
			do {
				ready = LibC.call("poll", polled, 1, left);
				left = (millis < 0) ? millis : Math.max(0, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
			}
			while (ready == -1 && LibC.errno() == ErrnoException.EINTR);
			return Posix.check(ready, "poll", "wait for {}", OTHER) > 0;
		}
		finally {
			LibC.free(polled);
		}
	}

	/**
	 * Return who the other side is. The kernel has noted it when the connection was made:
	 * of the process that has connected, or of the one that has begun to listen.
	 * @return the process
	 * @throws ErrnoException if the kernel does not tell
	 */
	public Peer peer() throws ErrnoException {
		long credentials = LibC.allocate(UCRED_SIZE);
		long length = LibC.integers(UCRED_SIZE);
		try {
			Posix.check(LibC.call("getsockopt", this.descriptor, SOL_SOCKET, SO_PEERCRED, credentials, length),
					"getsockopt", "find out who {} is", OTHER);
			return new Peer(LibC.readInt(credentials), LibC.readInt(credentials + Integer.BYTES));
		}
		finally {
			LibC.free(credentials);
			LibC.free(length);
		}
	}

	/**
	 * Send bytes, and with the first of them descriptors.
	 * @param bytes the bytes, as a byte string that is not empty
	 * @param descriptors the descriptors, at most {@link #MAX_DESCRIPTORS}
	 * @throws ErrnoException if the other side has ended
	 */
	public void send(String bytes, List<Integer> descriptors) throws ErrnoException {
		int sent = 0;
		List<Integer> passed = descriptors;
		while (sent < bytes.length()) {
			try (Message message = new Message(bytes.substring(sent), passed)) {
				sent += Posix.check(LibC.call("sendmsg", this.descriptor, message.header, MSG_NOSIGNAL), "sendmsg",
						"send to {}", OTHER);
			}
			passed = List.of();
		}
	}

	/**
	 * Receive what has arrived.
	 * @param length the maximum number of bytes
	 * @param millis how long to wait, in milliseconds; negative to wait as long as it
	 * takes
	 * @return what was received; no bytes if the other side has closed the connection;
	 * null if nothing has arrived in time
	 * @throws ErrnoException if it cannot be received
	 */
	public @Nullable Received receive(int length, long millis) throws ErrnoException {
		if (!poll(this.descriptor, millis)) {
			return null;
		}
		List<Integer> space = new ArrayList<>();
		for (int i = 0; i < MAX_DESCRIPTORS; i++) {
			space.add(-1);
		}
		try (Message message = new Message("\0".repeat(length), space)) {
			int count = LibC.call("recvmsg", this.descriptor, message.header, MSG_CMSG_CLOEXEC);
			if (count == -1 && LibC.errno() == ErrnoException.ECONNRESET) {
				return new Received("", List.of());
			}
			Posix.check(count, "recvmsg", "receive from {}", OTHER);
			return new Received(LibC.readBytes(message.bytes, count), message.descriptors());
		}
	}

	/**
	 * Wait until the other side, which sends nothing any more, has closed the connection
	 * or has ended.
	 * @throws ErrnoException if it cannot be waited for
	 */
	public void awaitEnd() throws ErrnoException {
		poll(this.descriptor, FOREVER);
	}

	/**
	 * Close the connection.
	 */
	public void close() {
		Posix.close(this.descriptor);
	}

	/**
	 * The process at the other side.
	 *
	 * @param pid its id; 0 if this process cannot see it
	 * @param uid the user that it ran as
	 */
	public record Peer(long pid, int uid) {
	}

	/**
	 * What was received.
	 *
	 * @param bytes the bytes, as a byte string
	 * @param descriptors the descriptors that were received with them, which are closed
	 * on exec
	 */
	public record Received(String bytes, List<Integer> descriptors) {
	}

	/**
	 * A {@code struct msghdr} with one buffer, and with descriptors.
	 */
	private static final class Message implements AutoCloseable {

		private final long bytes;

		private final long vector;

		private final long control;

		private final long header;

		Message(String bytes, List<Integer> descriptors) {
			this.bytes = LibC.string(bytes);
			this.vector = LibC.longs(this.bytes, bytes.length());
			int length = CMSGHDR_SIZE + descriptors.size() * Integer.BYTES;
			int space = descriptors.isEmpty() ? 0 : (length + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
			ByteBuffer passed = ByteBuffer.allocate(space).order(ByteOrder.nativeOrder());
			if (!descriptors.isEmpty()) {
				passed.putLong(length).putInt(SOL_SOCKET).putInt(SCM_RIGHTS);
				descriptors.forEach(passed::putInt);
			}
			this.control = LibC.string(ByteStrings.of(passed.array()));
			ByteBuffer structure = ByteBuffer.allocate(MSGHDR_SIZE).order(ByteOrder.nativeOrder());
			structure.putLong(0).putLong(0).putLong(this.vector).putLong(1);
			structure.putLong((space > 0) ? this.control : 0).putLong(space);
			this.header = LibC.string(ByteStrings.of(structure.array()));
		}

		/**
		 * Return the descriptors that were received. The kernel writes them one after the
		 * other, even if they were sent in more than one message.
		 */
		List<Integer> descriptors() {
			List<Integer> received = new ArrayList<>();
			long end = this.control + LibC.readLong(this.header + CONTROL_LENGTH);
			long next = this.control;
			while (next + CMSGHDR_SIZE <= end) {
				long length = LibC.readLong(next);
				boolean rights = LibC.readInt(next + Long.BYTES) == SOL_SOCKET
						&& LibC.readInt(next + Long.BYTES + Integer.BYTES) == SCM_RIGHTS;
				for (long at = next + CMSGHDR_SIZE; rights
						&& at + Integer.BYTES <= next + length; at += Integer.BYTES) {
					received.add(LibC.readInt(at));
				}
				next += Math.max(CMSGHDR_SIZE, (length + Long.BYTES - 1) / Long.BYTES * Long.BYTES);
			}
			return received;
		}

		@Override
		public void close() {
			LibC.free(this.header);
			LibC.free(this.control);
			LibC.free(this.vector);
			LibC.free(this.bytes);
		}

	}

}
