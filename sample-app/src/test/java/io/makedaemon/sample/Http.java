package io.makedaemon.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the sample application, once, and leaves no connection open.
 *
 * @param port the application's port
 */
record Http(int port) {

	private static final int TIMEOUT = (int) Duration.ofSeconds(30).toMillis();

	String get(String path) {
		try {
			HttpURLConnection connection = (HttpURLConnection) URI.create("http://localhost:" + this.port + path)
				.toURL()
				.openConnection();
			connection.setRequestProperty("Connection", "close");
			connection.setConnectTimeout(TIMEOUT);
			connection.setReadTimeout(TIMEOUT);
			try (InputStream body = connection.getInputStream()) {
				return new String(body.readAllBytes(), StandardCharsets.UTF_8);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	JsonNode json(String path) {
		return JsonMapper.shared().readTree(get(path));
	}

}
