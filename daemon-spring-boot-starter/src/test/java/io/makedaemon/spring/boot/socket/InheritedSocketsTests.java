package io.makedaemon.spring.boot.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;

import io.makedaemon.DaemonAttr;
import io.makedaemon.DaemonContext;
import io.makedaemon.spring.boot.event.DaemonReadyEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link InheritedSockets}: which server gets which, and when connections are let in.
 */
@ExtendWith(OutputCaptureExtension.class)
class InheritedSocketsTests {

	private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

	private final Map<String, ServerSocketChannel> channels = new LinkedHashMap<>();

	private final Map<String, InetSocketAddress> declared = new LinkedHashMap<>();

	@AfterEach
	void close() throws IOException {
		for (ServerSocketChannel channel : this.channels.values()) {
			channel.close();
		}
	}

	@Test
	void serverGetsTheSocketOfItsName() throws IOException {
		listen("other", LOOPBACK);
		int port = listen("server", LOOPBACK);
		listen("management", LOOPBACK);
		assertTaken("server", null, 0, "server");
		assertTaken("server", LOOPBACK, port, "server");
		assertTaken("server", LOOPBACK, port + 1, "server");
		assertTaken("management", LOOPBACK, port, "management");
	}

	@Test
	void serverGetsTheSocketAtItsAddress() throws IOException {
		int port = listen("orders", LOOPBACK);
		assertTaken("server", LOOPBACK, port, "orders");
		assertTaken(null, LOOPBACK, port, "orders");
		assertTaken("server", null, port, null);
		assertTaken("server", InetAddress.getByName("127.0.0.2"), port, null);
		assertTaken("server", LOOPBACK, 0, null);
		assertTaken("server", LOOPBACK, -1, null);
	}

	@Test
	void socketThatIsOpenToMoreClientsIsNoServers() throws IOException {
		int port = listen("server", null);
		assertTaken("server", LOOPBACK, port, null);
		assertTaken("server", null, port, "server");
		this.declared.put("server", new InetSocketAddress(LOOPBACK, port));
		assertTaken("server", LOOPBACK, port, null);
	}

	@Test
	void socketOfTheOtherServerIsNotFoundByItsAddress() throws IOException {
		int port = listen("management", LOOPBACK);
		assertTaken("server", LOOPBACK, port, null);
		assertTaken("management", LOOPBACK, port, "management");
	}

	@Test
	void wildcardsAreTheSame() throws IOException {
		int port = listen("orders", null);
		assertTaken("server", null, port, "orders");
		assertTaken("server", InetAddress.getByName("0.0.0.0"), port, "orders");
		assertTaken("server", InetAddress.getByName("::"), port, "orders");
		assertTaken("server", LOOPBACK, port, null);
	}

	@Test
	void serverAtAnyPortGetsTheSocketThatIsDeclaredSo() throws IOException {
		listen("one", LOOPBACK);
		listen("two", LOOPBACK);
		this.declared.put("one", new InetSocketAddress(LOOPBACK, 80));
		this.declared.put("two", new InetSocketAddress(LOOPBACK, 0));
		assertTaken("server", LOOPBACK, 0, "two");
		assertTaken("server", null, 0, null);
	}

	@Test
	void socketIsOneServers() throws IOException {
		int port = listen("server", LOOPBACK);
		InheritedSockets sockets = sockets(Set.of());
		assertThat(sockets.take("server", null, 0)).isNotNull();
		assertThat(sockets.take("server", null, 0)).isNull();
		assertThat(sockets.take(null, LOOPBACK, port)).isNull();
	}

	@Test
	void closedSocketIsNoServers() throws IOException {
		int port = listen("server", LOOPBACK);
		close();
		assertTaken("server", null, 0, null);
		assertTaken(null, LOOPBACK, port, null);
	}

	@Test
	void unixDomainSocketIsAtNoAddressOfAServer(@TempDir Path directory) throws IOException {
		for (String name : List.of("jobs", "server")) {
			this.channels.put(name, ServerSocketChannel.open(StandardProtocolFamily.UNIX)
				.bind(UnixDomainSocketAddress.of(directory.resolve(name))));
		}
		assertTaken("server", null, 8080, null);
	}

	@Test
	void letsConnectionsInWhenTheDaemonIsReady() throws IOException {
		listen("server", LOOPBACK);
		listen("early", LOOPBACK);
		InheritedSockets sockets = sockets(Set.of("early"));
		Gate gate = gate(sockets, "server");
		Gate early = gate(sockets, "early");
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			sockets.contextPrepared(context);
			context.refresh();
			assertThat(early.isOpen()).isFalse();
			sockets.started();
			assertThat(early.isOpen()).isTrue();
			assertThat(gate.isOpen()).isFalse();
			context
				.publishEvent(new DaemonReadyEvent(context, DaemonContext.inForeground(DaemonAttr.builder().build())));
			assertThat(gate.isOpen()).isTrue();
		}
		sockets.close();
		assertThat(gate.isOpen()).isFalse();
		assertThat(early.isOpen()).isFalse();
	}

	@Test
	void letsConnectionsInWhenTheApplicationIsReadyInTheForeground() throws IOException {
		listen("server", LOOPBACK);
		InheritedSockets sockets = sockets(Set.of());
		Gate gate = gate(sockets, "server");
		sockets.started();
		assertThat(gate.isOpen()).isFalse();
		sockets.ready(new GenericApplicationContext());
		assertThat(gate.isOpen()).isTrue();
	}

	@Test
	void waitsForTheApplicationWhoseServerListens() throws IOException {
		listen("server", LOOPBACK);
		InheritedSockets sockets = sockets(Set.of("server"));
		sockets.started();
		sockets.ready(new GenericApplicationContext());
		Gate gate = gate(sockets, "server");
		assertThat(gate.isOpen()).isFalse();
		sockets.started();
		assertThat(gate.isOpen()).isTrue();
	}

	@Test
	void opensTheOthersIfAServerCannotBeNotified() throws IOException {
		listen("server", LOOPBACK);
		listen("management", LOOPBACK);
		InheritedSockets sockets = sockets(Set.of());
		gate(sockets, "server").follow((open) -> {
			if (open) {
				throw new RejectedExecutionException("stopped");
			}
		});
		Gate gate = gate(sockets, "management");
		sockets.open();
		assertThat(gate.isOpen()).isTrue();
	}

	/**
	 * systemd gives all sockets of a unit the same name.
	 */
	@Test
	void warnsOfSocketsThatNoServerHasTaken(CapturedOutput output) throws IOException {
		listen("server", LOOPBACK);
		listen("server-2", LOOPBACK);
		listen("servers", LOOPBACK);
		InheritedSockets sockets = sockets(Set.of());
		sockets.take("server", LOOPBACK, 0);
		sockets.open();
		assertThat(output).contains("No web server listens on the inherited socket server-2, so its clients are never")
			.doesNotContain("inherited socket server,", "inherited socket servers,");
	}

	private static Gate gate(InheritedSockets sockets, String name) {
		InheritedSocket socket = sockets.take(name, null, 0);
		assertThat(socket).isNotNull();
		return socket.gate();
	}

	private int listen(String name, @Nullable InetAddress address) throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open().bind(new InetSocketAddress(address, 0));
		this.channels.put(name, channel);
		return channel.socket().getLocalPort();
	}

	private InheritedSockets sockets(Set<String> acceptingWhenStarted) {
		return InheritedSockets.of(this.channels, this.declared, acceptingWhenStarted);
	}

	private void assertTaken(@Nullable String name, @Nullable InetAddress address, int port,
			@Nullable String expected) {
		InheritedSocket taken = sockets(Set.of()).take(name, address, port);
		assertThat((taken != null) ? taken.name() : null).isEqualTo(expected);
	}

}
