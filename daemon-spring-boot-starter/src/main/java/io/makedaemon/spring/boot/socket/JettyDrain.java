package io.makedaemon.spring.boot.socket;

import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.Container;
import org.eclipse.jetty.util.component.Graceful;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Drains a connector of Jetty.
 */
final class JettyDrain implements Drain, SelectorManager.AcceptListener {

	/** The time for the peers of WebSockets to answer. */
	private static final Duration END_TIMEOUT = Duration.ofSeconds(1);

	private static final boolean HTTP2 = ClassUtils.isPresent("org.eclipse.jetty.http2.SessionContainer",
			JettyDrain.class.getClassLoader());

	private final ServerConnector connector;

	private final GatedChannel channel;

	private final @Nullable JettyHttp2Drain http2 = HTTP2 ? new JettyHttp2Drain() : null;

	/** Connections on the way to the thread that will serve them. */
	private final Set<SelectableChannel> accepted = ConcurrentHashMap.newKeySet();

	private JettyDrain(ServerConnector connector, GatedChannel channel) {
		this.connector = connector;
		this.channel = channel;
	}

	/**
	 * Create the drain of a connector.
	 * @param connector the connector
	 * @param channel its channel
	 * @return the drain
	 */
	static JettyDrain of(ServerConnector connector, GatedChannel channel) {
		JettyDrain drain = new JettyDrain(connector, channel);
		connector.getSelectorManager().addEventListener(drain);
		return drain;
	}

	@Override
	public void onAccepting(SelectableChannel connection) {
		this.accepted.add(connection);
	}

	@Override
	public void onAcceptFailed(SelectableChannel connection, Throwable cause) {
		this.accepted.remove(connection);
	}

	@Override
	public void onAccepted(SelectableChannel connection) {
		this.accepted.remove(connection);
	}

	@Override
	public void proceed() {
		for (ConnectionFactory factory : this.connector.getConnectionFactories()) {
			if (factory instanceof HttpConfiguration.ConnectionFactory http) {
				http.getHttpConfiguration().setPersistentConnectionsEnabled(false);
			}
			if (this.http2 != null && factory instanceof Container container) {
				this.http2.proceed(container);
			}
		}
	}

	@Override
	public int connections() {
		// In the order in which a connection passes
		int arriving = this.channel.arriving() + this.accepted.size();
		return arriving + endPoints().size();
	}

	private Collection<EndPoint> endPoints() {
		return this.connector.getConnectedEndPoints().stream().filter(EndPoint::isOpen).toList();
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored")
	public void end() {
		// Tells WebSockets; their close frames are written by other threads
		Graceful.shutdown(this.connector.getServer());
		endPoints().stream().filter(JettyDrain::isHttp).forEach(JettyDrain::close);
		long end = System.nanoTime() + END_TIMEOUT.toNanos();
		try {
			while (connections() > 0 && System.nanoTime() < end) {
				Thread.sleep(1);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		endPoints().forEach(JettyDrain::close);
	}

	private static boolean isHttp(EndPoint endPoint) {
		Connection connection = endPoint.getConnection();
		return (connection instanceof SslConnection tls) ? isHttp(tls.getSslEndPoint())
				: connection instanceof ConnectionMetaData;
	}

	private static void close(EndPoint endPoint) {
		Connection connection = endPoint.getConnection();
		if (connection != null) {
			// Requests that are being served fail
			connection.close();
		}
		endPoint.close();
	}

}
