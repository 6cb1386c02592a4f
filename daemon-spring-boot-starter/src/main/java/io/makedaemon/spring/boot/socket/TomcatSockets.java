package io.makedaemon.spring.boot.socket;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http11.Http11NioProtocol;

import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;

import io.makedaemon.spring.boot.diagnostics.StartRefusedException;

/**
 * Lets Tomcat's connectors listen on inherited sockets.
 */
final class TomcatSockets {

	private TomcatSockets() {
	}

	static void customize(ConfigurableWebServerFactory factory, InheritedSockets sockets, String name) {
		if (factory instanceof TomcatWebServerFactory tomcat) {
			customize(tomcat, sockets, name);
		}
	}

	private static void customize(TomcatWebServerFactory factory, InheritedSockets sockets, String name) {
		InheritedSocket socket = sockets.take(name, factory.getAddress(), factory.getPort());
		if (socket != null) {
			check(factory.getProtocol(), socket);
			factory.setProtocol(TomcatProtocol.class.getName());
			factory.addConnectorCustomizers(
					(connector) -> listen((TomcatProtocol) connector.getProtocolHandler(), socket, sockets));
		}
		factory.setAdditionalConnectors(factory.getAdditionalConnectors()
			.stream()
			.map((connector) -> (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol)
					? additional(connector, protocol, sockets) : connector)
			.toList());
	}

	private static void listen(TomcatProtocol protocol, InheritedSocket socket, InheritedSockets sockets) {
		protocol.listen(socket);
		sockets.add(protocol);
	}

	/**
	 * Return an additional connector. Its protocol cannot be replaced, so the whole
	 * connector is.
	 */
	private static Connector additional(Connector connector, AbstractProtocol<?> protocol, InheritedSockets sockets) {
		InheritedSocket socket = sockets.take(null, protocol.getAddress(), protocol.getPort());
		if (socket == null) {
			return connector;
		}
		check(protocol.getClass().getName(), socket);
		Connector inheriting = TomcatProtocol.inheriting(connector, (Http11NioProtocol) protocol, socket);
		sockets.add((TomcatProtocol) inheriting.getProtocolHandler());
		return inheriting;
	}

	private static void check(String protocol, InheritedSocket socket) {
		if (!protocol.equals(TomcatWebServerFactory.DEFAULT_PROTOCOL)) {
			throw new StartRefusedException(
					"Tomcat's protocol " + protocol + " cannot listen on the inherited socket " + socket + ".",
					"Use " + TomcatWebServerFactory.DEFAULT_PROTOCOL + ", or do not declare the socket.");
		}
	}

}
