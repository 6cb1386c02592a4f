package io.makedaemon.spring.boot.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.netty.channel.socket.nio.NioSocketChannel;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.awaitility.Awaitility;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.jetty.reactive.JettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.reactive.ConfigurableReactiveWebServerFactory;

import io.makedaemon.spring.boot.socket.InheritingServersTests.Server;
import io.makedaemon.testsupport.FullTier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link Drain}, with each server and protocol.
 */
class DrainTests {

	private static final int GOING_AWAY = 1001;

	@TempDir
	static Path directory;

	private static ServerKey key;

	private final List<ServerSocketChannel> channels = new ArrayList<>();

	private final List<WebServer> servers = new ArrayList<>();

	private final DrainedApplication application = new DrainedApplication();

	private int port;

	private InheritedSockets sockets;

	@BeforeAll
	static void createKey() throws IOException, InterruptedException {
		key = ServerKey.create(directory);
	}

	@BeforeEach
	void listen() throws IOException {
		ServerSocketChannel channel = open();
		this.port = port(channel);
		this.sockets = sockets(new InheritedSocket("server", null, channel));
	}

	private ServerSocketChannel open() throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open()
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		this.channels.add(channel);
		return channel;
	}

	private static int port(ServerSocketChannel channel) {
		return channel.socket().getLocalPort();
	}

	private static InheritedSockets sockets(InheritedSocket... sockets) {
		return new InheritedSockets(List.of(sockets), Set.of());
	}

	@AfterEach
	void stop() throws IOException {
		this.application.answer();
		for (WebServer server : this.servers) {
			server.stop();
			server.destroy();
		}
		for (ServerSocketChannel channel : this.channels) {
			channel.close();
		}
	}

	static Stream<Arguments> serversAndWires() {
		return Stream.of(Server.values())
			.flatMap((server) -> Stream.of(Wire.values()).map((wire) -> Arguments.of(server, wire)));
	}

	@ParameterizedTest
	@MethodSource("serversAndWires")
	void keptConnectionEndsBehindItsNextAnswer(Server kind, Wire wire) throws IOException {
		serve(kind, wire);
		try (Http1Client client = new Http1Client(wire, this.port)) {
			assertThat(Http1Client.isLast(client.get("/"))).isFalse();
			this.sockets.close();
			awaitConnections(1);
			assertThat(Http1Client.isLast(client.get("/"))).isTrue();
			client.awaitEnd();
		}
		awaitDrained();
	}

	@ParameterizedTest
	@FullTier
	@MethodSource("serversAndWires")
	void idleConnectionStaysUntilTheEnd(Server kind, Wire wire) throws IOException {
		serve(kind, wire);
		try (Http1Client client = new Http1Client(wire, this.port)) {
			client.get("/");
			this.sockets.close();
			awaitConnections(1);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.awaitEnd(100));
			this.sockets.endDrain();
			client.awaitEnd();
		}
		awaitDrained();
	}

	@ParameterizedTest
	@EnumSource
	void longRequestIsAnswered(Server kind) throws IOException {
		serve(kind, Wire.CLEAR);
		try (Http1Client client = new Http1Client(Wire.CLEAR, this.port)) {
			client.send("/slow");
			this.application.awaitSlow(1);
			this.sockets.close();
			awaitConnections(1);
			this.application.answer();
			assertThat(client.answer()).startsWith("http/1.1 200");
			awaitConnections(1);
			client.get("/");
			client.awaitEnd();
		}
		awaitDrained();
	}

	@ParameterizedTest
	@FullTier
	@MethodSource("serversAndWires")
	void eventsGoOnUntilTheEnd(Server kind, Wire wire) throws IOException {
		serve(kind, wire);
		try (Http1Client client = new Http1Client(wire, this.port)) {
			client.get("/events");
			this.sockets.close();
			awaitConnections(1);
			this.application.publish();
			client.awaitEvent();
			this.sockets.endDrain();
			awaitDrained();
			client.awaitCut();
		}
		this.application.awaitCancelled();
	}

	@ParameterizedTest
	@MethodSource("serversAndWires")
	void webSocketIsClosedAsGoingAwayAtTheEnd(Server kind, Wire wire) throws IOException {
		serve(kind, wire);
		CompletableFuture<Void> end;
		try (Http1Client client = new Http1Client(wire, this.port)) {
			client.send("/socket", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
					"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
			assertThat(client.answer()).startsWith("http/1.1 101");
			client.ping();
			this.sockets.close();
			awaitConnections(1);
			end = CompletableFuture.runAsync(this.sockets::endDrain);
			assertThat(client.closeStatus()).isEqualTo(GOING_AWAY);
		}
		end.join();
		awaitDrained();
	}

	@ParameterizedTest
	@MethodSource("serversAndWires")
	void streamsOfHttp2Finish(Server kind, Wire wire) throws IOException {
		serve(kind, wire);
		try (Http2Client client = new Http2Client(wire, this.port)) {
			client.get("/");
			int first = client.send("/slow");
			int half = client.send("/half");
			client.awaitBeginning(half);
			this.application.awaitSlow(2);
			this.sockets.close();
			awaitConnections(1);
			awaitGoAway(client, Http2Client.ANY);
			// Before the client knew
			client.get("/");
			this.application.answer();
			client.await(first);
			client.await(half);
			awaitGoAway(client, half + 2);
		}
		awaitDrained();
	}

	@ParameterizedTest
	@FullTier
	@MethodSource("serversAndWires")
	void idleConnectionOfHttp2IsToldAndClosedAtTheEnd(Server kind, Wire wire) throws IOException {
		serve(kind, wire);
		try (Http2Client client = new Http2Client(wire, this.port)) {
			client.get("/");
			this.sockets.close();
			awaitConnections(1);
			awaitGoAway(client, Http2Client.ANY);
			this.sockets.endDrain();
			awaitDrained();
			client.awaitEnd();
		}
	}

	@ParameterizedTest
	@FullTier
	@EnumSource
	void streamOfHttp2IsCutAtTheEnd(Server kind) throws IOException {
		serve(kind, Wire.CLEAR);
		try (Http2Client client = new Http2Client(Wire.CLEAR, this.port)) {
			client.send("/slow");
			this.application.awaitSlow(1);
			this.sockets.close();
			awaitConnections(1);
			this.sockets.endDrain();
			awaitDrained();
		}
	}

	@ParameterizedTest
	@MethodSource("serversAndWires")
	void clientThatConnectedLastIsDrainedToo(Server kind, Wire wire) throws IOException {
		serve(kind, wire);
		assertThat(this.sockets.drain()).isZero();
		try (Http2Client client = new Http2Client(wire, this.port)) {
			client.get("/");
			this.sockets.close();
			awaitGoAway(client, Http2Client.ANY);
		}
		awaitDrained();
	}

	@ParameterizedTest
	@EnumSource
	void connectionWithoutRequestIsCounted(Server kind) throws IOException {
		serve(kind, Wire.CLEAR);
		try (Http1Client client = new Http1Client(Wire.CLEAR, this.port)) {
			Awaitility.await().until(this.sockets::drain, (connections) -> connections == 1);
			this.sockets.close();
			client.get("/");
			client.awaitEnd();
		}
		awaitDrained();
	}

	@ParameterizedTest
	@FullTier
	@MethodSource("serversAndWires")
	void noRequestFailsUnderLoad(Server kind, Wire wire) throws Exception {
		InheritedSockets next = sockets(new InheritedSocket("server", null, this.channels.get(0)));
		start(kind.factory(), wire, this.sockets, InheritingServers.APPLICATION);
		start(kind.factory(), wire, next, InheritingServers.APPLICATION);
		this.sockets.open();
		try (Load load = new Load(wire, this.port, Duration.ZERO)) {
			load.awaitMore();
			next.open();
			this.sockets.close();
			awaitDrained();
			load.awaitMore();
			load.end();
		}
	}

	@ParameterizedTest
	@FullTier
	@EnumSource
	void allServersOfTheApplicationAreDrained(Server kind) throws IOException {
		ServerSocketChannel management = open();
		this.sockets = sockets(new InheritedSocket("server", null, this.channels.get(0)),
				new InheritedSocket("management", null, management));
		start(kind.factory(), Wire.CLEAR, this.sockets, InheritingServers.APPLICATION);
		start(kind.factory(), Wire.CLEAR, this.sockets, InheritingServers.MANAGEMENT);
		this.sockets.open();
		assertDrained(this.port, port(management));
	}

	@Test
	@FullTier
	void additionalConnectorOfTomcatIsDrained() throws IOException {
		ServerSocketChannel second = open();
		this.sockets = sockets(new InheritedSocket("server", null, this.channels.get(0)),
				new InheritedSocket("second", null, second));
		TomcatReactiveWebServerFactory factory = new TomcatReactiveWebServerFactory(0);
		Connector connector = new Connector();
		connector.setPort(port(second));
		((Http11NioProtocol) connector.getProtocolHandler()).setAddress(InetAddress.getLoopbackAddress());
		factory.addAdditionalConnectors(connector);
		serve(factory, Wire.CLEAR);
		assertDrained(this.port, port(second));
	}

	@Test
	@FullTier
	void additionalConnectorOfJettyIsDrained() throws IOException {
		ServerSocketChannel second = open();
		this.sockets = sockets(new InheritedSocket("server", null, this.channels.get(0)),
				new InheritedSocket("second", null, second));
		JettyReactiveWebServerFactory factory = new JettyReactiveWebServerFactory(0);
		factory.addServerCustomizers((server) -> {
			ServerConnector connector = new ServerConnector(server);
			connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
			connector.setPort(port(second));
			server.addConnector(connector);
		});
		serve(factory, Wire.CLEAR);
		assertDrained(this.port, port(second));
	}

	@ParameterizedTest
	@FullTier
	@EnumSource
	void serverThatWasStoppedAndStartedIsDrained(Server kind) throws IOException {
		serve(kind, Wire.CLEAR);
		WebServer server = this.servers.get(0);
		server.stop();
		server.start();
		try (Http1Client client = new Http1Client(Wire.CLEAR, server.getPort())) {
			assertThat(Http1Client.isLast(client.get("/"))).isFalse();
			awaitConnections(1);
			assertThat(Http1Client.isLast(client.get("/"))).isTrue();
			client.awaitEnd();
		}
		awaitDrained();
	}

	@ParameterizedTest
	@FullTier
	@EnumSource
	void stoppedServerHasNoConnections(Server kind) throws IOException {
		serve(kind, Wire.CLEAR);
		this.servers.get(0).stop();
		awaitDrained();
		this.sockets.endDrain();
	}

	@Test
	void connectionThatIsPassedOnIsCounted() throws IOException {
		InheritedSocket socket = new InheritedSocket("server", null, this.channels.get(0));
		try (GatedChannel channel = socket.gated()) {
			socket.gate().open();
			try (SocketChannel client = SocketChannel.open(channel.getLocalAddress());
					SocketChannel connection = channel.accept()) {
				assertThat(client.isConnected()).isTrue();
				assertThat(connection).isNotNull();
				assertThat(channel.arriving()).isOne();
				channel.interrupt(true);
				assertThat(channel.accept()).isNull();
				assertThat(channel.arriving()).isZero();
			}
		}
	}

	@Test
	void connectionThatJettyDoesNotServeYetIsCounted() throws IOException {
		JettyDrain drain = JettyDrain.of(new ServerConnector(new org.eclipse.jetty.server.Server()),
				new InheritedSocket("server", null, this.channels.get(0)).gated());
		try (SelectableChannel connection = SocketChannel.open()) {
			drain.onAccepting(connection);
			assertThat(drain.connections()).isOne();
			drain.onAccepted(connection);
			assertThat(drain.connections()).isZero();
			drain.onAccepting(connection);
			drain.onAcceptFailed(connection, new IOException());
			assertThat(drain.connections()).isZero();
		}
	}

	@Test
	void connectionThatNettyDoesNotServeYetIsCounted() {
		NettyDrain drain = new NettyDrain();
		NioSocketChannel connection = new NioSocketChannel();
		drain.accepted(List.of(connection));
		assertThat(drain.connections()).isOne();
		connection.unsafe().closeForcibly();
		assertThat(drain.connections()).isZero();
	}

	private void assertDrained(int... ports) throws IOException {
		List<Http1Client> clients = new ArrayList<>();
		try {
			for (int each : ports) {
				Http1Client client = new Http1Client(Wire.CLEAR, each);
				clients.add(client);
				client.get("/");
			}
			this.sockets.close();
			awaitConnections(ports.length);
			for (Http1Client client : clients) {
				assertThat(Http1Client.isLast(client.get("/"))).isTrue();
				client.awaitEnd();
			}
		}
		finally {
			for (Http1Client client : clients) {
				client.close();
			}
		}
		awaitDrained();
	}

	/**
	 * Proceed while the client waits until the server has named the last stream.
	 */
	private void awaitGoAway(Http2Client client, int last) {
		CompletableFuture<Void> named = CompletableFuture.runAsync(() -> client.awaitGoAway(last));
		Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> {
			this.sockets.drain();
			return named.isDone();
		});
		named.join();
	}

	private void awaitDrained() {
		awaitConnections(0);
	}

	/**
	 * A connection may count twice until the thread that has accepted it accepts again.
	 */
	private void awaitConnections(int expected) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(5))
			.until(this.sockets::drain, (connections) -> connections == expected);
	}

	private void serve(Server kind, Wire wire) {
		serve(kind.factory(), wire);
	}

	private void serve(ConfigurableReactiveWebServerFactory factory, Wire wire) {
		start(factory, wire, this.sockets, InheritingServers.APPLICATION);
		this.sockets.open();
	}

	private void start(ConfigurableReactiveWebServerFactory factory, Wire wire, InheritedSockets sockets, String name) {
		factory.setAddress(InetAddress.getLoopbackAddress());
		factory.setShutdown(Shutdown.GRACEFUL);
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		factory.setHttp2(http2);
		if (wire == Wire.TLS) {
			Ssl ssl = new Ssl();
			ssl.setKeyStore(key.store());
			ssl.setKeyStorePassword(ServerKey.PASSWORD);
			factory.setSsl(ssl);
		}
		this.application.enableWebSockets(factory);
		new InheritingServers(sockets, name, new DefaultListableBeanFactory()).customize(factory);
		WebServer server = factory.getWebServer(this.application);
		this.servers.add(server);
		server.start();
	}

}
