package io.makedaemon.spring.boot.socket;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import javax.net.ssl.SSLException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client of HTTP/1.1 with one connection, which it keeps. Answers have no body, or one
 * that does not end.
 */
final class Http1Client implements Closeable {

	private final Socket socket;

	private final InputStream in;

	Http1Client(Wire wire, int port) throws IOException {
		this.socket = wire.connect(port, "http/1.1");
		this.in = new BufferedInputStream(this.socket.getInputStream());
	}

	/**
	 * Send a request.
	 */
	void send(String path, String... headers) throws IOException {
		StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
		for (String header : headers) {
			request.append(header).append("\r\n");
		}
		this.socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Read the head of an answer.
	 * @return the head, in lower case
	 */
	String answer() throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = this.in.read();
			if (next < 0) {
				throw new EOFException("no answer: " + head);
			}
			head.append((char) next);
		}
		return head.toString().toLowerCase(Locale.ROOT);
	}

	/**
	 * Request and expect an answer.
	 * @return the head of the answer, in lower case
	 */
	String get(String path) throws IOException {
		send(path);
		String head = answer();
		assertThat(head).startsWith("http/1.1 200");
		return head;
	}

	/**
	 * Return whether the server says that an answer was the last one.
	 */
	static boolean isLast(String head) {
		return head.contains("\r\nconnection: close\r\n");
	}

	/**
	 * Send a ping over a WebSocket, and expect the pong. The server's end of it is open
	 * then.
	 */
	void ping() throws IOException {
		this.socket.getOutputStream().write(new byte[] { (byte) 0x89, (byte) 0x80, 0, 0, 0, 0 });
		DataInputStream frame = new DataInputStream(this.in);
		assertThat(frame.readUnsignedShort()).isEqualTo(0x8A00);
	}

	/**
	 * Read the close frame of a WebSocket.
	 * @return its status
	 */
	int closeStatus() throws IOException {
		DataInputStream frame = new DataInputStream(this.in);
		assertThat(frame.readUnsignedByte()).isEqualTo(0x88);
		assertThat(frame.readUnsignedByte()).isGreaterThanOrEqualTo(2);
		return frame.readUnsignedShort();
	}

	/**
	 * Read until an event has come.
	 */
	void awaitEvent() throws IOException {
		StringBuilder read = new StringBuilder();
		while (read.indexOf("data:\n\n") < 0) {
			int next = this.in.read();
			assertThat(next).isNotNegative();
			read.append((char) next);
		}
	}

	/**
	 * Expect the connection to end without anything more.
	 */
	void awaitEnd() throws IOException {
		assertThat(this.in.read()).isNegative();
	}

	/**
	 * Expect the connection to end without anything more.
	 * @param timeout how long to wait, in milliseconds
	 */
	void awaitEnd(int timeout) throws IOException {
		int before = this.socket.getSoTimeout();
		this.socket.setSoTimeout(timeout);
		try {
			awaitEnd();
		}
		finally {
			this.socket.setSoTimeout(before);
		}
	}

	/**
	 * Read until the connection ends in whatever way.
	 */
	void awaitCut() throws IOException {
		try {
			while (this.in.read() >= 0) {
				// What was sent before
			}
		}
		catch (SocketException | SSLException ex) {
			// Reset
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
