package io.makedaemon.spring.boot.socket;

import java.net.SocketAddress;
import java.util.List;

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
	 * Accept nothing once the gate is closed, although the event loop may not have
	 * learned of it yet.
	 */
	@Override
	protected int doReadMessages(List<Object> connections) throws Exception {
		return config().isAutoRead() ? super.doReadMessages(connections) : 0;
	}

	/**
	 * Begin to follow the gate. The socket is bound already.
	 */
	@Override
	protected void doBind(SocketAddress localAddress) {
		this.gate.follow(config()::setAutoRead);
	}

}
