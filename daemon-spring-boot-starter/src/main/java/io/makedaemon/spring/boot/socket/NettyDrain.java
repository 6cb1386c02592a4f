package io.makedaemon.spring.boot.socket;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.concurrent.GlobalEventExecutor;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerState;

import org.springframework.util.ClassUtils;

/**
 * Drains a server of Reactor Netty.
 */
final class NettyDrain implements Drain, ConnectionObserver {

	private static final boolean HTTP2 = ClassUtils.isPresent("io.netty.handler.codec.http2.Http2ConnectionHandler",
			NettyDrain.class.getClassLoader());

	/** The time for the peers of WebSockets to answer. */
	private static final Duration END_TIMEOUT = Duration.ofSeconds(1);

	private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

	/** Connections on the way to the thread that will serve them. */
	private final Set<Channel> accepted = ConcurrentHashMap.newKeySet();

	private volatile boolean begun;

	/**
	 * Follow the connections of a server.
	 */
	HttpServer follow(HttpServer server) {
		return server.doOnChannelInit((observer, channel, address) -> {
			this.channels.add(channel);
			this.accepted.remove(channel);
		}).childObserve(this);
	}

	/**
	 * Follow connections of which the server does not know yet.
	 */
	void accepted(List<Object> connections) {
		for (Object connection : connections) {
			if (connection instanceof Channel channel) {
				this.accepted.add(channel);
			}
		}
	}

	/**
	 * Let a connection of HTTP/1.1 end with the answer to a request.
	 */
	@Override
	public void onStateChange(Connection connection, State state) {
		if (this.begun && state == HttpServerState.REQUEST_RECEIVED
				&& connection.channel().parent() instanceof ServerChannel
				&& connection instanceof HttpServerResponse response) {
			response.keepAlive(false);
		}
	}

	@Override
	public void proceed() {
		this.begun = true;
		if (HTTP2) {
			this.channels.forEach(NettyHttp2Drain::proceed);
		}
	}

	@Override
	public int connections() {
		this.accepted.removeIf((channel) -> !channel.isOpen());
		// In the order in which a connection passes
		int arriving = this.accepted.size();
		return arriving + this.channels.size();
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored")
	public void end() {
		for (Channel channel : this.channels) {
			if (channel.pipeline().get(WebSocket13FrameEncoder.class) != null) {
				channel.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE));
			}
			else if (!HTTP2 || !NettyHttp2Drain.close(channel)) {
				channel.close();
			}
		}
		try {
			if (!this.channels.newCloseFuture().await(END_TIMEOUT.toMillis())) {
				this.channels.close();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
