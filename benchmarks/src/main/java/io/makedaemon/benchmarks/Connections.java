package io.makedaemon.benchmarks;

import java.util.Locale;
import java.util.function.Supplier;

import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

/**
 * How the clients of a load connect.
 */
enum Connections {

	/** By HTTP/1.1, for each request. */
	NEW,

	/** By HTTP/1.1, for as many requests as the server permits. */
	KEPT,

	/** As {@link #KEPT}, with TLS. */
	TLS,

	/** By HTTP/2, with TLS. */
	HTTP2,

	/** By HTTP/2 in clear text, to which a connection of HTTP/1.1 is upgraded. */
	H2C;

	/**
	 * Find connections by what somebody has typed.
	 */
	static Connections of(String name) {
		return valueOf(name.toUpperCase(Locale.ROOT));
	}

	/**
	 * Return whether the server needs a key.
	 */
	boolean isEncrypted() {
		return this == TLS || this == HTTP2;
	}

	/**
	 * Return what supplies each thread with its client.
	 * @param port the server's port
	 * @param tls the keys that the clients trust
	 */
	Supplier<Client> clients(int port, SSLContext tls) {
		return switch (this) {
			case NEW -> () -> new Http1Client(SocketFactory.getDefault(), port, false);
			case KEPT -> () -> new Http1Client(SocketFactory.getDefault(), port, true);
			case TLS -> () -> new Http1Client(tls.getSocketFactory(), port, true);
			case HTTP2 -> shared(new Http2Client(tls, "https", port));
			case H2C -> shared(new Http2Client(tls, "http", port));
		};
	}

	private static Supplier<Client> shared(Client client) {
		return () -> client;
	}

}
