package io.makedaemon.spring.boot.socket;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.Container;
import org.eclipse.jetty.util.component.Graceful;

/**
 * Drains a connector of Jetty.
 */
final class JettyDrain implements Drain, HttpConfiguration.Customizer {

	private final ServerConnector connector;

	private volatile boolean begun;

	private JettyDrain(ServerConnector connector) {
		this.connector = connector;
	}

	static JettyDrain of(ServerConnector connector) {
		JettyDrain drain = new JettyDrain(connector);
		for (ConnectionFactory factory : connector.getConnectionFactories()) {
			if (factory instanceof HttpConfiguration.ConnectionFactory http) {
				http.getHttpConfiguration().addCustomizer(drain);
			}
		}
		return drain;
	}

	/**
	 * Let a connection of HTTP/1.1 end with the answer to a request.
	 */
	@Override
	public Request customize(Request request, HttpFields.Mutable responseHeaders) {
		if (this.begun
				&& request.getConnectionMetaData().getHttpVersion().getVersion() < HttpVersion.HTTP_2.getVersion()) {
			responseHeaders.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
		}
		return request;
	}

	@Override
	public void begin() {
		this.begun = true;
		for (ConnectionFactory factory : this.connector.getConnectionFactories()) {
			if (factory instanceof Container container) {
				// The sessions of HTTP/2: their clients are told to begin no more streams
				container.getContainedBeans(Graceful.class).forEach(Graceful::shutdown);
			}
		}
	}

	@Override
	public int connections() {
		return endPoints().size();
	}

	private Collection<EndPoint> endPoints() {
		List<EndPoint> open = new ArrayList<>(this.connector.getConnectedEndPoints());
		open.removeIf((endPoint) -> !endPoint.isOpen());
		return open;
	}

}
