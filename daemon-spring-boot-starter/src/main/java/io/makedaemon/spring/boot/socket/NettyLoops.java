package io.makedaemon.spring.boot.socket;

import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import reactor.netty.resources.LoopResources;

/**
 * Event loops that create a server's channel on an inherited socket as long as the socket
 * is open.
 */
final class NettyLoops implements LoopResources {

	private final InheritedSocket socket;

	private final NettyDrain drain;

	private final Supplier<LoopResources> loops;

	NettyLoops(InheritedSocket socket, NettyDrain drain, Supplier<LoopResources> loops) {
		this.socket = socket;
		this.drain = drain;
		this.loops = loops;
	}

	@Override
	public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
		if (type == ServerSocketChannel.class && this.socket.isOpen()) {
			return type.cast(new NettyChannel(this.socket, this.drain));
		}
		return this.loops.get().onChannel(type, group);
	}

	@Override
	public EventLoopGroup onServer(boolean useNative) {
		return this.loops.get().onServer(useNative);
	}

	@Override
	public EventLoopGroup onServerSelect(boolean useNative) {
		return this.loops.get().onServerSelect(useNative);
	}

}
