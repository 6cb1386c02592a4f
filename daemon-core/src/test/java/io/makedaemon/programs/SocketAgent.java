package io.makedaemon.programs;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * A Java agent that listens on a port for as long as its JVM runs.
 */
public final class SocketAgent {

	private static final AtomicReference<@Nullable ServerSocket> SOCKET = new AtomicReference<>();

	private SocketAgent() {
	}

	/**
	 * Opens the port.
	 * @param options the agent's options: the port, or anything else for one that is free
	 * @throws IOException if there is none left
	 */
	public static void premain(@Nullable String options) throws IOException {
		SOCKET.set(new ServerSocket((options != null && options.matches("\\d+")) ? Integer.parseInt(options) : 0));
	}

}
