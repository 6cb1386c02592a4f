package io.makedaemon.spring.boot.command;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.BasicJsonParser;

/**
 * Asks a daemon for its health.
 */
final class PublishedHealth {

	private static final int TIMEOUT_MILLIS = 2000;

	private static final int MAX_LENGTH = 1 << 20;

	private PublishedHealth() {
	}

	/**
	 * Ask for the health.
	 * @param url the address of the health endpoint
	 * @return the health, for instance {@code UP}; null if it cannot be reached within 2
	 * seconds, or is not for everybody to see
	 */
	static @Nullable String ask(String url) {
		try {
			HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection(Proxy.NO_PROXY);
			connection.setConnectTimeout(TIMEOUT_MILLIS);
			connection.setReadTimeout(TIMEOUT_MILLIS);
			connection.setInstanceFollowRedirects(false);
			try (InputStream in = body(connection)) {
				return (in != null) ? status(in) : null;
			}
		}
		catch (IOException | IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * A health that is not good is told with an error.
	 */
	private static @Nullable InputStream body(HttpURLConnection connection) throws IOException {
		return switch (connection.getResponseCode()) {
			case HttpURLConnection.HTTP_OK -> connection.getInputStream();
			case HttpURLConnection.HTTP_UNAVAILABLE -> connection.getErrorStream();
			default -> null;
		};
	}

	private static @Nullable String status(InputStream in) throws IOException {
		String body = new String(in.readNBytes(MAX_LENGTH), StandardCharsets.UTF_8);
		Object status = new BasicJsonParser().parseMap(body).get("status");
		return (status instanceof String text) ? text : null;
	}

}
