package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.makedaemon.posix.BytePath;
import io.makedaemon.trace.Trace;
import io.makedaemon.wire.OpenSocket;

/**
 * Looks after the sockets that the daemon has inherited: publishes their addresses, and
 * removes the files that were created for them when the daemon shuts down.
 */
final class Stage2Sockets extends Thread {

	/** The files, and what distinguishes each from another file with its name. */
	private final Map<Path, Map<String, Object>> files = new LinkedHashMap<>();

	private Stage2Sockets(List<OpenSocket> sockets) {
		super("makedaemon-sockets-end");
		for (OpenSocket socket : sockets) {
			if (socket.isMadeFile()) {
				Path file = BytePath.toPath(socket.sockaddr().path());
				this.files.put(file, key(file));
			}
		}
	}

	/**
	 * Begin to look after the sockets.
	 * @param sockets the sockets
	 * @param context the context that publishes them
	 */
	static void keep(List<OpenSocket> sockets, DaemonContext context) {
		String text = sockets.stream().map(OpenSocket::text).collect(Collectors.joining(", "));
		Trace.step("listens: " + text);
		context.publish(DaemonContext.SOCKETS, text.replace('\n', ' '));
		Stage2Sockets kept = new Stage2Sockets(sockets);
		if (!kept.files.isEmpty()) {
			try {
				Runtime.getRuntime().addShutdownHook(kept);
			}
			catch (IllegalStateException ex) {
				// Already shutting down: the next start replaces the files
			}
		}
	}

	@Override
	public void run() {
		this.files.forEach((file, key) -> {
			try {
				if (!key.isEmpty() && key.equals(key(file))) {
					Files.delete(file);
				}
			}
			catch (IOException ex) {
				// Gone, or this user may not remove it: the next start replaces it
			}
		});
	}

	private static Map<String, Object> key(Path file) {
		try {
			return Files.readAttributes(file, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS);
		}
		catch (IOException ex) {
			return Map.of();
		}
	}

}
