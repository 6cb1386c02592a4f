package io.makedaemon.spring.boot.socket;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.jetty.reactive.JettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.boot.web.server.GracefulShutdownResult;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.reactive.ConfigurableReactiveWebServerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.HttpHandler;

import io.makedaemon.spring.boot.diagnostics.StartRefusedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link InheritingServers}, with each server.
 */
class InheritingServersTests {

	/** How long a connection is watched that nobody is to answer. */
	private static final int WATCHED = 300;

	private static final int TIMEOUT = 10_000;

	private static final HttpHandler HANDLER = (request, response) -> {
		response.setStatusCode(HttpStatus.OK);
		return response.setComplete();
	};

	private ServerSocketChannel channel;

	private InheritedSockets sockets;

	private @Nullable WebServer server;

	@BeforeEach
	void listen() throws IOException {
		this.channel = open();
		this.sockets = new InheritedSockets(List.of(new InheritedSocket("server", null, this.channel)), Set.of());
	}

	private static ServerSocketChannel open() throws IOException {
		return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
	}

	@AfterEach
	void stop() throws IOException {
		if (this.server != null) {
			this.server.stop();
			this.server.destroy();
		}
		this.channel.close();
	}

	@ParameterizedTest
	@EnumSource
	void servesWhatHasWaitedWhenTheGateIsOpen(Server kind) throws IOException {
		try (Socket early = connect()) {
			request(early);
			assertThat(start(kind.factory()).getPort()).isEqualTo(port());
			assertNotAnswered(early);
			this.sockets.open();
			assertAnswered(early);
		}
	}

	@ParameterizedTest
	@EnumSource
	void servesKeptConnectionsOnlyWhileTheGateIsClosedAgain(Server kind) throws IOException {
		start(kind.factory());
		this.sockets.open();
		try (Socket kept = connect()) {
			request(kept);
			assertAnswered(kept);
			this.sockets.close();
			try (Socket late = connect()) {
				request(late);
				assertNotAnswered(late);
				request(kept);
				assertAnswered(kept);
				this.sockets.open();
				assertAnswered(late);
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void servesHttp2(Server kind) throws Exception {
		ConfigurableReactiveWebServerFactory factory = kind.factory();
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		factory.setHttp2(http2);
		start(factory);
		this.sockets.open();
		HttpResponse<Void> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/")).build(),
					BodyHandlers.discarding());
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.version()).isEqualTo(Version.HTTP_2);
	}

	@ParameterizedTest
	@EnumSource
	void refusesConnectionsWhenItShutsDownGracefully(Server kind) throws IOException {
		ConfigurableReactiveWebServerFactory factory = kind.factory();
		factory.setShutdown(Shutdown.GRACEFUL);
		WebServer started = start(factory);
		this.sockets.open();
		try (Socket served = connect()) {
			request(served);
			assertAnswered(served);
		}
		int port = port();
		List<GracefulShutdownResult> results = new CopyOnWriteArrayList<>();
		started.shutDownGracefully(results::add);
		Awaitility.await().until(() -> results.contains(GracefulShutdownResult.IDLE));
		awaitRefused(port);
	}

	@ParameterizedTest
	@EnumSource
	void stopsBehindTheClosedGate(Server kind) throws IOException {
		WebServer started = start(kind.factory());
		int port = port();
		started.stop();
		started.destroy();
		awaitRefused(port);
	}

	@ParameterizedTest
	@EnumSource
	void bindsItselfWhatNoSocketIsAt(Server kind) throws IOException {
		this.sockets = new InheritedSockets(List.of(new InheritedSocket("other", null, this.channel)), Set.of());
		int port = start(kind.factory()).getPort();
		assertThat(port).isPositive().isNotEqualTo(port());
		try (Socket socket = connect(port)) {
			request(socket);
			assertAnswered(socket);
		}
	}

	@Test
	void additionalConnectorOfTomcatListensOnItsSocketToo() throws IOException {
		try (ServerSocketChannel second = open()) {
			this.sockets = new InheritedSockets(List.of(new InheritedSocket("server", null, this.channel),
					new InheritedSocket("second", null, second)), Set.of());
			TomcatReactiveWebServerFactory factory = new TomcatReactiveWebServerFactory(0);
			factory.addAdditionalConnectors(connector(second));
			start(factory);
			try (Socket early = connect(second.socket().getLocalPort())) {
				request(early);
				assertNotAnswered(early);
				this.sockets.open();
				assertAnswered(early);
			}
		}
	}

	@Test
	void additionalConnectorOfTomcatKeepsItsSettings() throws IOException {
		this.sockets = new InheritedSockets(List.of(new InheritedSocket("second", null, this.channel)), Set.of());
		TomcatReactiveWebServerFactory factory = new TomcatReactiveWebServerFactory(0);
		Connector original = connector(this.channel);
		original.setProperty("compression", "on");
		original.setProperty("maxConnections", "7");
		original.setProperty("socket.rxBufSize", "8192");
		original.setScheme("https");
		original.addUpgradeProtocol(new Http2Protocol());
		factory.addAdditionalConnectors(original);
		start(factory);
		Connector connector = factory.getAdditionalConnectors().get(0);
		assertThat(connector).isNotSameAs(original);
		assertThat(connector.getScheme()).isEqualTo("https");
		assertThat(connector.findUpgradeProtocols()).hasSize(1);
		assertThat(connector.getProperty("socket.rxBufSize")).isEqualTo("8192");
		assertThat(connector.getProtocolHandler()).isInstanceOfSatisfying(AbstractHttp11Protocol.class, (protocol) -> {
			assertThat(protocol.getCompression()).isEqualTo("on");
			assertThat(protocol.getMaxConnections()).isEqualTo(7);
			assertThat(protocol.getLocalPort()).isEqualTo(port());
		});
	}

	private static Connector connector(ServerSocketChannel socket) {
		Connector connector = new Connector();
		connector.setPort(socket.socket().getLocalPort());
		((Http11NioProtocol) connector.getProtocolHandler()).setAddress(InetAddress.getLoopbackAddress());
		return connector;
	}

	@Test
	void refusesProtocolOfTomcatThatCannotListen() {
		TomcatReactiveWebServerFactory factory = new TomcatReactiveWebServerFactory(0);
		factory.setProtocol("org.apache.coyote.http11.Http11Nio2Protocol");
		assertThatExceptionOfType(StartRefusedException.class).isThrownBy(() -> start(factory))
			.withMessage("Tomcat's protocol org.apache.coyote.http11.Http11Nio2Protocol cannot listen on the "
					+ "inherited socket server.");
		assertThat(TomcatWebServerFactory.DEFAULT_PROTOCOL).isEqualTo(Http11NioProtocol.class.getName());
	}

	@Test
	void servesAllWithSeveralAcceptorThreadsOfJetty() throws IOException {
		JettyReactiveWebServerFactory factory = new JettyReactiveWebServerFactory(0);
		factory.setAcceptors(2);
		start(factory);
		this.sockets.open();
		for (int i = 0; i < 10; i++) {
			try (Socket client = connect()) {
				request(client);
				assertAnswered(client);
			}
		}
	}

	@Test
	void refusesJettyWithoutAcceptorThread() {
		JettyReactiveWebServerFactory factory = new JettyReactiveWebServerFactory(0);
		factory.setAcceptors(0);
		assertThatExceptionOfType(StartRefusedException.class).isThrownBy(() -> start(factory))
			.withMessage("Jetty cannot accept from the inherited socket server without an acceptor thread.");
	}

	private WebServer start(ConfigurableReactiveWebServerFactory factory) {
		factory.setAddress(InetAddress.getLoopbackAddress());
		new InheritingServers(this.sockets, InheritingServers.APPLICATION, new DefaultListableBeanFactory())
			.customize(factory);
		WebServer started = factory.getWebServer(HANDLER);
		this.server = started;
		started.start();
		return started;
	}

	private int port() {
		return this.channel.socket().getLocalPort();
	}

	private Socket connect() throws IOException {
		return connect(port());
	}

	private static Socket connect(int port) throws IOException {
		return new Socket(InetAddress.getLoopbackAddress(), port);
	}

	/**
	 * Netty closes the descriptor when it selects the next time.
	 */
	private static void awaitRefused(int port) {
		Awaitility.await()
			.untilAsserted(
					() -> assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(port).close()));
	}

	private static void request(Socket socket) throws IOException {
		socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
	}

	private static void assertNotAnswered(Socket socket) throws IOException {
		socket.setSoTimeout(WATCHED);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(socket.getInputStream()::read);
	}

	/**
	 * Read an answer, which has no body.
	 */
	private static void assertAnswered(Socket socket) throws IOException {
		socket.setSoTimeout(TIMEOUT);
		StringBuilder answer = new StringBuilder();
		InputStream in = socket.getInputStream();
		while (answer.indexOf("\r\n\r\n") < 0) {
			int next = in.read();
			assertThat(next).as(answer::toString).isNotNegative();
			answer.append((char) next);
		}
		assertThat(answer.toString()).startsWith("HTTP/1.1 200");
	}

	/**
	 * The servers of Spring Boot.
	 */
	enum Server {

		TOMCAT, JETTY, NETTY;

		ConfigurableReactiveWebServerFactory factory() {
			return switch (this) {
				case TOMCAT -> new TomcatReactiveWebServerFactory(0);
				case JETTY -> new JettyReactiveWebServerFactory(0);
				case NETTY -> new NettyReactiveWebServerFactory(0);
			};
		}

	}

}
