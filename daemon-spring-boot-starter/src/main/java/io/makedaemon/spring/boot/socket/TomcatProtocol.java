package io.makedaemon.spring.boot.socket;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;

import org.springframework.util.ReflectionUtils;

/**
 * Tomcat's standard protocol on an inherited socket. Tomcat creates it by its class name.
 */
public final class TomcatProtocol extends Http11NioProtocol implements Drain {

	/** How long a client of HTTP/2 may take to learn that the server is going away. */
	private static final Duration GRACE = Duration.ofSeconds(1);

	private final TomcatEndpoint endpoint;

	/**
	 * Create a protocol that binds a socket as usual unless it is given one.
	 */
	public TomcatProtocol() {
		this(new TomcatEndpoint());
	}

	private TomcatProtocol(TomcatEndpoint endpoint) {
		super(endpoint);
		this.endpoint = endpoint;
	}

	/**
	 * Listen on a socket.
	 */
	void listen(InheritedSocket socket) {
		this.endpoint.listen(socket);
	}

	/**
	 * Serve what clients of HTTP/2 begin before they learn that they must not: Tomcat
	 * ignores it after one round trip otherwise.
	 */
	@Override
	public void addUpgradeProtocol(UpgradeProtocol protocol) {
		super.addUpgradeProtocol(protocol);
		if (protocol instanceof Http2Protocol http2 && http2.getDrainTimeout() == 0) {
			http2.setDrainTimeout(GRACE.toNanos());
		}
	}

	/**
	 * Let connections of HTTP/1.1 end with their next answer, and tell the clients of
	 * HTTP/2 to begin no more streams.
	 */
	@Override
	public void proceed() {
		setMaxKeepAliveRequests(1);
		for (UpgradeProtocol protocol : findUpgradeProtocols()) {
			if (protocol instanceof Http2Protocol http2) {
				// Applies once the last stream has ended
				http2.setKeepAliveTimeout(GRACE.toMillis());
			}
		}
		getHandler().pause();
	}

	@Override
	public int connections() {
		return this.endpoint.openConnections();
	}

	@Override
	public void end() {
		this.endpoint.end();
	}

	/**
	 * Create a connector that listens on a socket.
	 * @param original the connector to copy
	 * @param protocol the protocol of the original
	 * @param socket the socket
	 * @return the connector
	 */
	static Connector inheriting(Connector original, Http11NioProtocol protocol, InheritedSocket socket) {
		TomcatProtocol inheriting = new TomcatProtocol();
		inheriting.copy(protocol);
		inheriting.listen(socket);
		Connector connector = new Connector(inheriting);
		ReflectionUtils.shallowCopyFieldState(original, connector);
		Stream.of(original.findLifecycleListeners()).forEach(connector::addLifecycleListener);
		return connector;
	}

	private void copy(Http11NioProtocol other) {
		Handler<NioChannel> handler = getHandler();
		ReflectionUtils.shallowCopyFieldState(other, this);
		this.endpoint.copy(endpointOf(other));
		this.endpoint.setHandler(handler);
		setHandler(handler);
		// Settings in final fields
		setCompression(other.getCompression());
		setCompressionMinSize(other.getCompressionMinSize());
		setCompressibleMimeType(other.getCompressibleMimeType());
		setNoCompressionUserAgents(other.getNoCompressionUserAgents());
		setNoCompressionEncodings(other.getNoCompressionEncodings());
		setAllowedTrailerHeaders(other.getAllowedTrailerHeaders());
		Stream.of(other.findUpgradeProtocols()).forEach(this::addUpgradeProtocol);
	}

	private static NioEndpoint endpointOf(Http11NioProtocol protocol) {
		Method getter = Objects.requireNonNull(ReflectionUtils.findMethod(AbstractProtocol.class, "getEndpoint"));
		ReflectionUtils.makeAccessible(getter);
		return (NioEndpoint) Objects.requireNonNull(ReflectionUtils.invokeMethod(getter, protocol));
	}

}
