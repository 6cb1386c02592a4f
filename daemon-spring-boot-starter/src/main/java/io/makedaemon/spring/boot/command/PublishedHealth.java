package io.makedaemon.spring.boot.command;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.BasicJsonParser;

import io.makedaemon.spring.boot.command.Health.Missing;

/**
 * Asks a daemon for its health.
 */
final class PublishedHealth {

	private static final int TIMEOUT_MILLIS = 2000;

	private static final int MAX_LENGTH = 1 << 20;

	/** Matches a numeric host, so that no name is looked up. */
	private static final Pattern NUMERIC = Pattern
		.compile("127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}|\\[[0-9a-fA-F:.]+]");

	/** A status of Boot or of the application. */
	private static final Pattern STATUS = Pattern.compile("[\\w-]{1,50}");

	private PublishedHealth() {
	}

	/**
	 * Ask for the health.
	 * @param url the address of the health endpoint
	 * @return the health, or why it is missing: there must be an answer within 2 seconds,
	 * everybody must be allowed to see it, and the address must be HTTP on the loopback
	 * interface
	 */
	static Health ask(String url) {
		URI address = address(url);
		if (address == null) {
			return Health.unknown(Missing.NOT_LOOPBACK);
		}
		FutureTask<Health> answer = new FutureTask<>(() -> get(address));
		Thread thread = new Thread(answer, "makedaemon-health");
		// The daemon may answer one byte at a time, forever
		thread.setDaemon(true);
		thread.start();
		try {
			return answer.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			return Health.unknown(reason(ex.getCause()));
		}
		catch (TimeoutException ex) {
			return Health.unknown(Missing.NO_ANSWER);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Health.unknown(Missing.NO_ANSWER);
		}
	}

	private static Missing reason(@Nullable Throwable failure) {
		if (failure instanceof SSLException) {
			return Missing.TLS;
		}
		return (failure instanceof IOException) ? Missing.NO_ANSWER : Missing.UNUSABLE;
	}

	/**
	 * Return the address if it is safe. A daemon of another user must not decide where
	 * root connects to: only a server on the loopback interface, by number, is accepted.
	 */
	static @Nullable URI address(String url) {
		try {
			URI address = new URI(url);
			String host = address.getHost();
			boolean http = "http".equalsIgnoreCase(address.getScheme())
					|| "https".equalsIgnoreCase(address.getScheme());
			return (http && host != null && NUMERIC.matcher(host).matches()
					&& InetAddress.getByName(host).isLoopbackAddress()) ? address : null;
		}
		catch (URISyntaxException | UnknownHostException ex) {
			return null;
		}
	}

	private static Health get(URI address) throws IOException {
		HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
		connection.setConnectTimeout(TIMEOUT_MILLIS);
		connection.setReadTimeout(TIMEOUT_MILLIS);
		connection.setInstanceFollowRedirects(false);
		return switch (connection.getResponseCode()) {
			case HttpURLConnection.HTTP_OK -> read(connection.getInputStream());
			// A bad health
			case HttpURLConnection.HTTP_UNAVAILABLE -> read(connection.getErrorStream());
			case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN,
					HttpURLConnection.HTTP_MOVED_TEMP ->
				Health.unknown(Missing.LOGIN);
			default -> Health.unknown(Missing.UNUSABLE);
		};
	}

	private static Health read(@Nullable InputStream body) throws IOException {
		if (body == null) {
			return Health.unknown(Missing.UNUSABLE);
		}
		try (body) {
			String json = new String(body.readNBytes(MAX_LENGTH), StandardCharsets.UTF_8);
			Object status = new BasicJsonParser().parseMap(json).get("status");
			return (status instanceof String text && STATUS.matcher(text).matches()) ? Health.of(text)
					: Health.unknown(Missing.UNUSABLE);
		}
	}

}
