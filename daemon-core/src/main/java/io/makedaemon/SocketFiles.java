package io.makedaemon;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;

import io.makedaemon.proc.SocketTable;

/**
 * The files of this process's Unix domain sockets.
 */
final class SocketFiles {

	private static final String TYPE_AND_MODE = "unix:mode";

	/** The bits of the type, see inode(7). */
	private static final int S_IFMT = 0170000;

	private static final int S_IFSOCK = 0140000;

	private SocketFiles() {
	}

	/**
	 * Return what keeps a socket from being created, if it is no process.
	 * @param address the address in readable form
	 * @return the file, as a clause; empty if a process listens on the address, or if it
	 * is not a path
	 */
	static String inTheWay(String address) {
		if (!address.startsWith("/")) {
			return "";
		}
		Path file = Path.of(address);
		try {
			if (!isSocket(file)) {
				return "there is a file that is not a socket";
			}
		}
		catch (IOException ex) {
			// Gone
			return "";
		}
		// The path that it was bound to may have been a relative one
		return (SocketTable.isListening(address) || probe(file) == Probe.ANSWERED) ? ""
				: "there is a socket of another user's, on which no process is known to listen";
	}

	private static boolean isSocket(Path file) throws IOException {
		int mode = (Integer) Files.getAttribute(file, TYPE_AND_MODE, LinkOption.NOFOLLOW_LINKS);
		return (mode & S_IFMT) == S_IFSOCK;
	}

	/**
	 * Remove a file on which nobody listens any more, and no other file.
	 * @return whether it was removed
	 */
	static boolean removeAbandoned(Path file) throws IOException {
		Map<String, Object> key = key(file);
		if (!isSocket(file) || probe(file) != Probe.ABANDONED || !key.equals(key(file))) {
			return false;
		}
		Files.delete(file);
		return true;
	}

	private static Probe probe(Path file) {
		try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			// Does not wait where the queue of a process that listens is full
			client.configureBlocking(false);
			client.connect(UnixDomainSocketAddress.of(file));
			return Probe.ANSWERED;
		}
		catch (ConnectException ex) {
			return Probe.ABANDONED;
		}
		catch (IOException ex) {
			return Probe.UNKNOWN;
		}
	}

	/**
	 * Remove a file when the process shuts down, unless another has replaced it.
	 * @param file the file
	 * @param owned whether it is this process's by then
	 */
	static void removeAtEnd(Path file, BooleanSupplier owned) {
		Map<String, Object> key = key(file);
		try {
			Runtime.getRuntime().addShutdownHook(new Thread(() -> {
				if (owned.getAsBoolean()) {
					remove(file, key);
				}
			}, "makedaemon-socket-end"));
		}
		catch (IllegalStateException ex) {
			// Already shutting down: the next start replaces the files
		}
	}

	private static void remove(Path file, Map<String, Object> key) {
		try {
			if (!key.isEmpty() && key.equals(key(file))) {
				Files.delete(file);
			}
		}
		catch (IOException ex) {
			// Gone, or this user may not remove it: the next start replaces it
		}
	}

	/**
	 * Return what distinguishes a file from another one with its name.
	 */
	private static Map<String, Object> key(Path file) {
		try {
			return Files.readAttributes(file, "unix:dev,ino,ctime", LinkOption.NOFOLLOW_LINKS);
		}
		catch (IOException ex) {
			return Map.of();
		}
	}

	/**
	 * What a client of a socket sees.
	 */
	private enum Probe {

		/** A process listens. */
		ANSWERED,

		/** The connection is refused: no process listens. */
		ABANDONED,

		/** The file cannot be used, for instance because it is another user's. */
		UNKNOWN

	}

}
