package io.makedaemon.spring.boot.socket;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.AttributeKey;

/**
 * Drains the connections of HTTP/2 of Reactor Netty, which tells the client at once which
 * streams are served when a connection is closed.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class NettyHttp2Drain {

	/** How long a client may take to learn that the server is going away. */
	private static final Duration GRACE = Duration.ofSeconds(1);

	private static final AttributeKey<Boolean> TOLD = AttributeKey.newInstance(NettyHttp2Drain.class.getName());

	private NettyHttp2Drain() {
	}

	/**
	 * Tell the client to begin no more streams, but serve those that it begins before it
	 * learns so.
	 */
	static void proceed(Channel channel) {
		ChannelHandlerContext context = channel.pipeline().context(Http2ConnectionHandler.class);
		if (context != null && channel.attr(TOLD).setIfAbsent(true) == null) {
			context.executor().execute(() -> {
				goAway(context, Integer.MAX_VALUE);
				context.executor().schedule(() -> finish(context), GRACE.toMillis(), TimeUnit.MILLISECONDS);
			});
		}
	}

	/**
	 * Tell the client which streams are served. The connection is closed when the last
	 * one has ended.
	 */
	private static void finish(ChannelHandlerContext context) {
		if (context.channel().isActive()) {
			Http2ConnectionHandler handler = (Http2ConnectionHandler) context.handler();
			goAway(context, handler.connection().remote().lastStreamCreated());
			context.channel().close();
		}
	}

	private static void goAway(ChannelHandlerContext context, int lastStream) {
		((Http2ConnectionHandler) context.handler()).goAway(context, lastStream, Http2Error.NO_ERROR.code(),
				Unpooled.EMPTY_BUFFER, context.newPromise());
		context.flush();
	}

	/**
	 * Close a connection at once, whatever streams there are.
	 * @return whether it is one of HTTP/2
	 */
	static boolean close(Channel channel) {
		ChannelHandlerContext context = channel.pipeline().context(Http2ConnectionHandler.class);
		if (context != null) {
			context.close();
		}
		return context != null;
	}

}
