package io.makedaemon.spring.boot.socket;

import java.net.SocketAddress;

import io.netty.channel.socket.nio.NioServerSocketChannel;

/**
 * Netty's standard channel on an inherited socket. It accepts connections while the gate
 * is open.
 */
final class NettyChannel extends NioServerSocketChannel {

	private final Gate gate;

	NettyChannel(InheritedSocket socket) {
		super(socket.channel());
		this.gate = socket.gate();
		config().setAutoRead(false);
	}

	/**
	 * Begin to follow the gate. The socket is bound already.
	 */
	@Override
	protected void doBind(SocketAddress localAddress) {
		this.gate.follow(config()::setAutoRead);
	}

}
