package io.makedaemon.posix;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link ListeningSocket}: the queue, which nobody accepts from.
 */
class ListeningSocketTests {

	private static final int SOON = 100;

	private final List<Socket> clients = new ArrayList<>();

	@AfterEach
	void close() throws IOException {
		for (Socket client : this.clients) {
			client.close();
		}
	}

	/**
	 * Linux holds one more than the backlog, and ignores those that come then.
	 */
	@Test
	void holdsAsManyConnectionsAsTheBacklog() throws Exception {
		String any = Sockaddr.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false).bytes();
		int socket = ListeningSocket.open(any, 2, "any port");
		try {
			String address = new Sockaddr(ListeningSocket.address(socket, "any port")).toString();
			int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
			for (int i = 0; i < 3; i++) {
				connect(port);
			}
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> connect(port));
		}
		finally {
			Posix.close(socket);
		}
	}

	private void connect(int port) throws IOException {
		Socket client = new Socket();
		this.clients.add(client);
		client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), SOON);
	}

}
