package io.makedaemon.spring.boot.command;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.makedaemon.spring.boot.command.Health.Missing;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link PublishedHealth}: what root asks for, whatever a daemon publishes.
 */
class PublishedHealthTests {

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
			200 | {"status":"UP"}            | UP
			503 | {"status":"OUT_OF_SERVICE"} | OUT_OF_SERVICE
			200 | {"status":"my-own"}        | my-own
			200 | {"status":"UP\\u001b[31m"} | unusable
			200 | {"status":"U P"}           | unusable
			200 | {"status":{"status":"UP"}} | unusable
			200 | not JSON                   | unusable
			404 | {"status":"UP"}            | unusable
			302 | {"status":"UP"}            | login
			401 | {"status":"UP"}            | login
			403 | {"status":"UP"}            | login
			""")
	void isWordOfJson(int code, String body, String health) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", (exchange) -> {
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().add("Location", "/other");
			exchange.sendResponseHeaders(code, bytes.length);
			exchange.getResponseBody().write(bytes);
			exchange.close();
		});
		server.start();
		try {
			Health answer = PublishedHealth.ask("http://127.0.0.1:" + server.getAddress().getPort() + "/health");
			assertThat((answer.missing() != null) ? answer.missing().code() : answer.status()).isEqualTo(health);
		}
		finally {
			server.stop(0);
		}
	}

	/**
	 * They would be asked for with root's permissions, or elsewhere.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "file:/etc/shadow", "file://127.0.0.1/etc/shadow", "jar:file:/a.jar!/b",
			"ftp://127.0.0.1/x", "http://localhost/x", "http://metadata.internal/x", "http://169.254.169.254/x",
			"http://10.0.0.1/x", "http://127.0.0.256/x", "http://999.1.1.1/x", "http://127.0.0.1.example.com/x",
			"http://127.0.0.1@10.0.0.1/x", "http://[2001:db8::1]/x", "http://0/x", "http://2130706433/x", "http:///x",
			"http:x", "//127.0.0.1/x", "", " ", "\u001b", "http://[", "%" })
	void isNotAskedForElsewhere(String url) {
		assertThat(PublishedHealth.address(url)).as("no look-up, no connection").isNull();
		assertThat(PublishedHealth.ask(url)).isEqualTo(Health.unknown(Missing.NOT_LOOPBACK));
	}

	@Test
	void isMissingWhereNobodyListens() throws IOException {
		int port;
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = server.getLocalPort();
		}
		assertThat(PublishedHealth.ask("http://127.0.0.1:" + port + "/")).isEqualTo(Health.unknown(Missing.NO_ANSWER));
	}

	/**
	 * Each byte comes in time, but never the last.
	 */
	@Test
	@Timeout(30)
	void isNotWaitedForLongerThanTwoSeconds() throws IOException {
		AtomicInteger sent = new AtomicInteger();
		CountDownLatch asked = new CountDownLatch(1);
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Thread thread = new Thread(() -> drip(server, sent, asked));
			thread.start();
			assertThat(PublishedHealth.ask("http://127.0.0.1:" + server.getLocalPort() + "/"))
				.isEqualTo(Health.unknown(Missing.NO_ANSWER));
			assertThat(sent).hasPositiveValue();
		}
		finally {
			asked.countDown();
		}
	}

	/**
	 * Goes on until the client has given up.
	 */
	private static void drip(ServerSocket server, AtomicInteger sent, CountDownLatch asked) {
		try (Socket socket = server.accept(); OutputStream out = socket.getOutputStream()) {
			out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			do {
				out.write(' ');
				sent.incrementAndGet();
			}
			while (!asked.await(50, TimeUnit.MILLISECONDS));
		}
		catch (IOException | InterruptedException ex) {
			// The client has gone
		}
	}

}
