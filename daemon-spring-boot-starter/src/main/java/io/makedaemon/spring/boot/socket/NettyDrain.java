package io.makedaemon.spring.boot.socket;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.util.ClassUtils;

/**
 * Drains a server of Reactor Netty.
 */
final class NettyDrain implements Drain {

	private static final boolean HTTP2 = ClassUtils.isPresent("io.netty.handler.codec.http2.Http2ConnectionHandler",
			NettyDrain.class.getClassLoader());

	private static final int HTTP_2 = 2;

	private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

	private volatile boolean begun;

	/**
	 * Follow the connections of a server.
	 */
	HttpServer follow(HttpServer server) {
		return server.doOnChannelInit((observer, channel, address) -> this.channels.add(channel))
			.mapHandle((handled, connection) -> {
				if (this.begun && connection instanceof HttpServerResponse response
						&& connection instanceof HttpServerRequest request
						&& request.version().majorVersion() < HTTP_2) {
					response.keepAlive(false);
				}
				return handled;
			});
	}

	@Override
	public void begin() {
		this.begun = true;
		if (HTTP2) {
			this.channels.forEach(Http2::goAway);
		}
	}

	@Override
	public int connections() {
		return this.channels.size();
	}

	/**
	 * Loaded only if there is HTTP/2.
	 */
	private static final class Http2 {

		private Http2() {
		}

		/**
		 * Tell the client to begin no more streams. The connection is closed when the
		 * last one has ended.
		 */
		static void goAway(Channel channel) {
			if (channel.pipeline().get(Http2ConnectionHandler.class) != null) {
				channel.close();
			}
		}

	}

}
