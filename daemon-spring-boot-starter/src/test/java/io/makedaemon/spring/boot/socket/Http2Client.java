package io.makedaemon.spring.boot.socket;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * A client of HTTP/2 with one connection, which does not close it when the server is
 * going away.
 */
final class Http2Client implements Closeable {

	/** The last stream in the first GOAWAY of a graceful shutdown (RFC 9113, 6.8). */
	static final int ANY = Integer.MAX_VALUE;

	private static final int DATA = 0;

	private static final int HEADERS = 1;

	private static final int RST_STREAM = 3;

	private static final int SETTINGS = 4;

	private static final int PING = 6;

	private static final int GOAWAY = 7;

	private static final int ACK = 1;

	private static final int END_STREAM = 1;

	private static final int END_HEADERS = 4;

	private final Socket socket;

	private final DataInputStream in;

	private final OutputStream out;

	private final Wire wire;

	private final Set<Integer> begun = new HashSet<>();

	private final Set<Integer> ended = new HashSet<>();

	private final List<Integer> goneAway = new ArrayList<>();

	private int nextStream = 1;

	Http2Client(Wire wire, int port) throws IOException {
		this.wire = wire;
		this.socket = wire.connect(port, "h2");
		this.in = new DataInputStream(new BufferedInputStream(this.socket.getInputStream()));
		this.out = this.socket.getOutputStream();
		this.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		write(SETTINGS, 0, 0, new byte[0]);
	}

	/**
	 * Begin a stream with a request.
	 * @return the stream
	 */
	int send(String path) throws IOException {
		ByteArrayOutputStream headers = new ByteArrayOutputStream();
		// Indices of the static table (RFC 7541, appendix A)
		headers.write(0x82);
		headers.write((this.wire == Wire.TLS) ? 0x87 : 0x86);
		literal(headers, 4, path);
		literal(headers, 1, "localhost");
		int stream = this.nextStream;
		this.nextStream += 2;
		write(HEADERS, END_STREAM | END_HEADERS, stream, headers.toByteArray());
		return stream;
	}

	private static void literal(ByteArrayOutputStream headers, int name, String value) {
		headers.write(name);
		headers.write(value.length());
		headers.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
	}

	private void write(int type, int flags, int stream, byte[] payload) throws IOException {
		ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
		frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
		this.out.write(frame.array());
		this.out.flush();
	}

	/**
	 * Request and expect an answer.
	 */
	void get(String path) throws IOException {
		await(send(path));
	}

	/**
	 * Read until the answer of a stream has begun.
	 */
	void awaitBeginning(int stream) throws IOException {
		while (!this.begun.contains(stream)) {
			read();
		}
	}

	/**
	 * Read until a stream has ended.
	 */
	void await(int stream) throws IOException {
		while (!this.ended.contains(stream)) {
			read();
		}
	}

	/**
	 * Read until a stream has ended, or the server has said that it does not serve it.
	 * @return whether it is served
	 */
	boolean awaitUnlessIgnored(int stream) throws IOException {
		while (!this.ended.contains(stream)) {
			if (this.goneAway.stream().anyMatch((last) -> last < stream)) {
				return false;
			}
			read();
		}
		return true;
	}

	/**
	 * Read until the server has said that it is going away.
	 * @param last the last stream that it serves, which it may name after greater ones
	 * only
	 */
	void awaitGoAway(int last) {
		try {
			while (!this.goneAway.contains(last)) {
				read();
			}
			assertThat(this.goneAway).first().isEqualTo(ANY);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return whether the server has said that it is going away.
	 */
	boolean isGoneAway() {
		return !this.goneAway.isEmpty();
	}

	/**
	 * Read until the connection ends.
	 */
	void awaitEnd() {
		assertThatIOException().isThrownBy(() -> {
			while (true) {
				read();
			}
		});
	}

	/**
	 * Read a frame.
	 * @throws IOException if the connection has ended
	 */
	private void read() throws IOException {
		int lengthAndType = this.in.readInt();
		int flags = this.in.readUnsignedByte();
		int stream = this.in.readInt();
		byte[] payload = this.in.readNBytes(lengthAndType >>> 8);
		switch (lengthAndType & 0xFF) {
			case SETTINGS, PING -> acknowledge(lengthAndType & 0xFF, flags, payload);
			case GOAWAY -> this.goneAway.add(ByteBuffer.wrap(payload).getInt());
			case RST_STREAM -> throw new IOException("stream " + stream + " was reset");
			case HEADERS -> {
				assertThat(payload).as("status 200 in the static table").contains(0x88);
				this.begun.add(stream);
				end(flags, stream);
			}
			case DATA -> end(flags, stream);
			default -> {
			}
		}
	}

	private void acknowledge(int type, int flags, byte[] payload) throws IOException {
		if ((flags & ACK) == 0) {
			write(type, ACK, 0, (type == PING) ? payload : new byte[0]);
		}
	}

	private void end(int flags, int stream) {
		if ((flags & END_STREAM) != 0) {
			this.ended.add(stream);
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
