package io.makedaemon.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

import io.makedaemon.spring.boot.socket.InheritedSockets;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.Jdk;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A servlet application in this process, whose servers listen on sockets that were there
 * before.
 */
class InheritedServerTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final String PASSWORD = "changeit";

	private final Map<String, ServerSocketChannel> channels = new LinkedHashMap<>();

	private InheritedSockets sockets = InheritedSockets.of(this.channels, Map.of(), Set.of());

	@TempDir
	Path directory;

	@AfterEach
	void close() throws IOException {
		for (ServerSocketChannel channel : this.channels.values()) {
			channel.close();
		}
	}

	@Test
	void servesTlsAndHttp2() throws Exception {
		Path keys = keys("one");
		int port = listen("server");
		HttpClient client = client(keys);
		CompletableFuture<HttpResponse<String>> early = client.sendAsync(request("https", port),
				BodyHandlers.ofString());
		try (ConfigurableApplicationContext context = run("--server.http2.enabled=true", "--server.ssl.bundle=web",
				"--spring.ssl.bundle.jks.web.keystore.location=" + keys,
				"--spring.ssl.bundle.jks.web.keystore.password=" + PASSWORD)) {
			assertThat(port(context.getEnvironment(), "server")).isEqualTo(port);
			assertThat(early).isNotDone();
			this.sockets.open();
			HttpResponse<String> first = early.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			assertThat(first.version()).isEqualTo(Version.HTTP_2);
			assertThat(first.statusCode()).isEqualTo(200);
			assertThat(get(client, "https", port).statusCode()).isEqualTo(200);
		}
	}

	@Test
	@FullTier
	void reloadsTheSslBundle() throws Exception {
		Path keys = this.directory.resolve("keys");
		Files.copy(keys("one"), keys);
		int port = listen("server");
		try (ConfigurableApplicationContext context = run("--server.ssl.bundle=web",
				"--spring.ssl.bundle.watch.file.quiet-period=100ms",
				"--spring.ssl.bundle.jks.web.reload-on-update=true",
				"--spring.ssl.bundle.jks.web.keystore.location=file:" + keys,
				"--spring.ssl.bundle.jks.web.keystore.password=" + PASSWORD)) {
			this.sockets.open();
			assertThat(certificate(get(client(keys), "https", port))).isEqualTo(certificate(keys));
			Files.copy(keys("two"), keys, StandardCopyOption.REPLACE_EXISTING);
			Awaitility.await()
				.atMost(TIMEOUT)
				.ignoreExceptions()
				.until(() -> certificate(get(client(keys), "https", port)).equals(certificate(keys)));
			assertThat(context.isRunning()).isTrue();
		}
	}

	@Test
	void managementServerListensOnItsOwnSocket() throws Exception {
		int port = listen("server");
		int management = listen("management");
		try (ConfigurableApplicationContext context = run("--management.server.port=0")) {
			assertThat(port(context.getEnvironment(), "server")).isEqualTo(port);
			assertThat(port(context.getEnvironment(), "management")).isEqualTo(management);
			this.sockets.open();
			HttpClient client = HttpClient.newHttpClient();
			assertThat(get(client, "http", management).statusCode()).isEqualTo(200);
			assertThat(get(client, "http", port).statusCode()).isEqualTo(404);
		}
	}

	@Test
	@FullTier
	void servesOnVirtualThreads() throws Exception {
		int port = listen("server");
		try (ConfigurableApplicationContext context = run("--spring.threads.virtual.enabled=true")) {
			this.sockets.open();
			assertThat(get(HttpClient.newHttpClient(), "http", port).statusCode()).isEqualTo(200);
			assertThat(context.isRunning()).isTrue();
		}
	}

	private int listen(String name) throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open()
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		this.channels.put(name, channel);
		return channel.socket().getLocalPort();
	}

	private ConfigurableApplicationContext run(String... arguments) {
		this.sockets = InheritedSockets.of(this.channels, Map.of(), Set.of());
		return new SpringApplicationBuilder(GuestApplication.class).initializers(this.sockets::contextPrepared)
			.run(arguments);
	}

	private static int port(Environment environment, String server) {
		return environment.getRequiredProperty("local." + server + ".port", int.class);
	}

	private static HttpResponse<String> get(HttpClient client, String scheme, int port) throws Exception {
		return client.send(request(scheme, port), BodyHandlers.ofString());
	}

	private static HttpRequest request(String scheme, int port) {
		return HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + port + "/actuator/health"))
			.timeout(TIMEOUT)
			.build();
	}

	/**
	 * A client that trusts a key only.
	 */
	private static HttpClient client(Path keys) throws Exception {
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("server", certificate(keys));
		trust.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return HttpClient.newBuilder().sslContext(context).build();
	}

	private static Certificate certificate(HttpResponse<String> response) throws SSLPeerUnverifiedException {
		SSLSession session = response.sslSession().orElseThrow();
		return session.getPeerCertificates()[0];
	}

	private static Certificate certificate(Path keys) throws IOException, GeneralSecurityException {
		return KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray()).getCertificate("server");
	}

	private Path keys(String name) throws IOException, InterruptedException {
		Path keys = this.directory.resolve(name + ".p12");
		List<String> command = List.of(Jdk.underTest().home().resolve("bin/keytool").toString(), "-genkeypair",
				"-alias", "server", "-dname", "CN=localhost", "-ext", "san=dns:localhost", "-keyalg", "EC",
				"-storetype", "PKCS12", "-keystore", keys.toString(), "-storepass", PASSWORD);
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return keys;
	}

}
