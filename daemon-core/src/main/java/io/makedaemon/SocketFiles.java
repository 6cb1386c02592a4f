package io.makedaemon;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
	 * Return whether an address is the path of a file that is not a socket.
	 * @param address the address in readable form
	 */
	static boolean isOtherFile(String address) {
		try {
			return address.startsWith("/") && !isSocket(Path.of(address));
		}
		catch (IOException ex) {
			// Gone
			return false;
		}
	}

	/**
	 * Return whether an address is the path of a socket on which nobody listens.
	 * @param address the address in readable form
	 */
	static boolean isLeft(String address) {
		return address.startsWith("/") && !SocketTable.isListening(address);
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
		if (!isSocket(file) || !isAbandoned(file) || !key.equals(key(file))) {
			return false;
		}
		Files.delete(file);
		return true;
	}

	private static boolean isAbandoned(Path file) {
		try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			// Does not wait where the queue of a process that listens is full
			client.configureBlocking(false);
			client.connect(UnixDomainSocketAddress.of(file));
			return false;
		}
		catch (ConnectException ex) {
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Remove files when the process shuts down, unless others have replaced them.
	 */
	static void removeAtEnd(List<Path> files) {
		if (files.isEmpty()) {
			return;
		}
		Map<Path, Map<String, Object>> keys = new LinkedHashMap<>();
		files.forEach((file) -> keys.put(file, key(file)));
		try {
			Runtime.getRuntime()
				.addShutdownHook(new Thread(() -> keys.forEach(SocketFiles::remove), "makedaemon-sockets-end"));
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

}
