package io.makedaemon.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import javax.net.ssl.SSLContext;

/**
 * The JDK's client of HTTP/2. All threads share it, and with it a connection.
 */
final class Http2Client implements Client {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private final HttpClient client;

	private final HttpRequest request;

	/**
	 * Create a client that is not connected.
	 * @param tls the keys that it trusts
	 * @param scheme whether it uses them
	 * @param port the server's port
	 */
	Http2Client(SSLContext tls, String scheme, int port) {
		this.client = HttpClient.newBuilder().version(Version.HTTP_2).sslContext(tls).build();
		this.request = HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + port + "/"))
			.timeout(TIMEOUT)
			.build();
	}

	@Override
	public void ask() throws IOException, InterruptedException {
		HttpResponse<Void> response = this.client.send(this.request, BodyHandlers.discarding());
		if (response.version() != Version.HTTP_2 || response.statusCode() != 200) {
			throw new IOException(response.toString());
		}
	}

	/**
	 * Do nothing: before Java 21, the JDK's client cannot be closed.
	 */
	@Override
	public void close() {
	}

}
