package io.makedaemon.spring.boot.socket;

import java.net.SocketAddress;
import java.util.List;
import java.util.function.Consumer;

import io.netty.channel.socket.nio.NioServerSocketChannel;

/**
 * Netty's standard channel on an inherited socket. It accepts connections while the gate
 * is open.
 */
final class NettyChannel extends NioServerSocketChannel {

	private final Gate gate;

	private final NettyDrain drain;

	private final Consumer<Boolean> reading = config()::setAutoRead;

	NettyChannel(InheritedSocket socket, NettyDrain drain) {
		super(socket.channel());
		this.drain = drain;
		this.gate = socket.gate();
		config().setAutoRead(false);
	}

	/**
	 * Accept nothing once the gate is closed. The event loop may not have learned of it
	 * yet, and Reactor Netty makes the channel read again one second after an accept that
	 * has failed.
	 */
	@Override
	protected int doReadMessages(List<Object> connections) throws Exception {
		synchronized (this.gate) {
			if (this.gate.isOpen()) {
				int accepted = super.doReadMessages(connections);
				this.drain.accepted(connections);
				return accepted;
			}
			config().setAutoRead(false);
			return 0;
		}
	}

	/**
	 * Begin to follow the gate. The socket is bound already.
	 */
	@Override
	protected void doBind(SocketAddress localAddress) {
		this.gate.follow(this.reading);
	}

	@Override
	protected void doClose() throws Exception {
		this.gate.unfollow(this.reading);
		super.doClose();
	}

}
