package io.makedaemon.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import javax.net.SocketFactory;

import org.jspecify.annotations.Nullable;

/**
 * A client of HTTP/1.1, which does not hide a failure by asking again.
 */
final class Http1Client implements Client {

	private static final int TIMEOUT = 60_000;

	private static final String END = "\r\n\r\n";

	private final SocketFactory sockets;

	private final int port;

	private final boolean keeping;

	/** Null if the next request needs a new one. */
	private @Nullable Socket connection;

	/**
	 * Create a client that is not connected.
	 * @param sockets creates its sockets
	 * @param port the server's port
	 * @param keeping whether it keeps its connection as long as the server does
	 */
	Http1Client(SocketFactory sockets, int port, boolean keeping) {
		this.sockets = sockets;
		this.port = port;
		this.keeping = keeping;
	}

	@Override
	public void ask() throws IOException {
		Socket socket = (this.connection != null) ? this.connection : connect();
		this.connection = null;
		if (ask(socket)) {
			this.connection = socket;
		}
		else {
			socket.close();
		}
	}

	private Socket connect() throws IOException {
		Socket socket = this.sockets.createSocket("localhost", this.port);
		socket.setTcpNoDelay(true);
		socket.setSoTimeout(TIMEOUT);
		return socket;
	}

	/**
	 * Ask for something that has no body.
	 * @return whether the connection is kept
	 */
	private boolean ask(Socket socket) throws IOException {
		try {
			socket.getOutputStream()
				.write(("GET / HTTP/1.1\r\nHost: localhost\r\n" + (this.keeping ? "" : "Connection: close\r\n")
						+ "\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			String head = head(socket.getInputStream());
			if (!head.startsWith("http/1.1 2")) {
				throw new IOException(head);
			}
			return !head.contains("connection: close");
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	private static String head(InputStream in) throws IOException {
		byte[] buffer = new byte[1024];
		StringBuilder head = new StringBuilder();
		while (head.indexOf(END) < 0) {
			int count = in.read(buffer);
			if (count < 0) {
				throw new IOException("no answer: " + head);
			}
			head.append(new String(buffer, 0, count, StandardCharsets.US_ASCII));
		}
		return head.toString().toLowerCase(Locale.ROOT);
	}

	@Override
	public void close() throws IOException {
		if (this.connection != null) {
			this.connection.close();
		}
	}

}
