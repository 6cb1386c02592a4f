package io.makedaemon.spring.boot.socket;

import java.net.SocketAddress;

import io.netty.channel.socket.nio.NioServerSocketChannel;

/**
 * Netty's usual channel on an inherited socket: it reads connections while the gate is
 * open.
 */
final class NettyChannel extends NioServerSocketChannel {

	private final Gate gate;

	NettyChannel(InheritedSocket socket) {
		super(socket.channel());
		this.gate = socket.gate();
		config().setAutoRead(false);
	}

	/**
	 * There is nothing to bind: this is when the channel can begin to read.
	 */
	@Override
	protected void doBind(SocketAddress localAddress) {
		this.gate.follow(config()::setAutoRead);
	}

}
