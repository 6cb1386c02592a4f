package io.makedaemon.spring.boot.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;

import io.makedaemon.spring.boot.diagnostics.StartRefusedException;

/**
 * Lets Jetty's connectors listen on inherited sockets.
 */
final class JettySockets {

	private JettySockets() {
	}

	static void customize(ConfigurableWebServerFactory factory, InheritedSockets sockets, String name) {
		if (factory instanceof JettyWebServerFactory jetty && jetty.getPort() >= 0) {
			jetty.addServerCustomizers((server) -> customize(server, sockets, name));
		}
	}

	private static void customize(Server server, InheritedSockets sockets, String name) {
		try {
			String own = name;
			for (Connector connector : server.getConnectors()) {
				if (connector instanceof ServerConnector listening) {
					customize(listening, sockets, sockets.take(own, address(listening), listening.getPort()));
				}
				own = null;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static @Nullable InetAddress address(ServerConnector connector) throws IOException {
		return (connector.getHost() != null) ? InetAddress.getByName(connector.getHost()) : null;
	}

	private static void customize(ServerConnector connector, InheritedSockets sockets, @Nullable InheritedSocket socket)
			throws IOException {
		if (socket == null) {
			return;
		}
		if (connector.getAcceptors() == 0) {
			throw new StartRefusedException(
					"Jetty cannot accept from the inherited socket " + socket + " without an acceptor thread.",
					"Set server.jetty.threads.acceptors to 1 or more, or do not declare the socket.");
		}
		GatedChannel channel = socket.gated();
		connector.open(channel);
		sockets.add(JettyDrain.of(connector, channel));
	}

}
