package io.makedaemon.spring.boot.socket;

import java.io.IOException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.Acceptor.AcceptorState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * Tomcat's standard endpoint, on an inherited socket if it was given one that is still
 * open.
 */
final class TomcatEndpoint extends NioEndpoint {

	/** The time that Tomcat waits. */
	private static final Duration UNLOCK_TIMEOUT = Duration.ofSeconds(1);

	/** The time for the peers of WebSockets to answer. */
	private static final Duration END_TIMEOUT = Duration.ofSeconds(1);

	private @Nullable InheritedSocket socket;

	private volatile @Nullable GatedChannel channel;

	void listen(InheritedSocket socket) {
		this.socket = socket;
	}

	/**
	 * Take over the settings of another endpoint.
	 */
	void copy(NioEndpoint other) {
		ReflectionUtils.shallowCopyFieldState(other, this);
		ReflectionUtils.shallowCopyFieldState(other.getSocketProperties(), getSocketProperties());
	}

	@Override
	protected void initServerSocket() throws Exception {
		if (this.socket == null || !this.socket.isOpen()) {
			super.initServerSocket();
			return;
		}
		GatedChannel channel = this.socket.gated();
		getSocketProperties().setProperties(channel.socket());
		this.channel = channel;
	}

	@Override
	protected NetworkChannel getServerSocket() {
		GatedChannel channel = this.channel;
		return (channel != null) ? channel : super.getServerSocket();
	}

	@Override
	protected SocketChannel serverSocketAccept() throws Exception {
		GatedChannel channel = this.channel;
		if (channel == null) {
			return super.serverSocketAccept();
		}
		SocketChannel connection = channel.accept();
		// An exception would be logged as an error; the acceptor, which has been told to
		// stop, destroys what it is given
		return (connection != null) ? connection : SocketChannel.open();
	}

	/**
	 * Hold back connections first, since Tomcat destroys a connection that it accepts
	 * while it is paused.
	 */
	@Override
	public void pause() {
		GatedChannel channel = this.channel;
		if (channel != null) {
			try {
				channel.hold(UNLOCK_TIMEOUT);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		super.pause();
	}

	@Override
	public void resume() {
		super.resume();
		GatedChannel channel = this.channel;
		if (channel != null) {
			channel.release();
		}
	}

	/**
	 * Return how many connections are open or being accepted.
	 */
	int openConnections() {
		GatedChannel channel = this.channel;
		// In the order in which a connection passes
		int arriving = (channel != null) ? channel.arriving() : 0;
		return arriving + getConnections().size();
	}

	/**
	 * Close all connections. WebSockets say that the server is going away; asynchronous
	 * requests fail.
	 */
	void end() {
		for (SocketWrapperBase<NioChannel> connection : getConnections()) {
			boolean upgraded = connection.getCurrentProcessor() instanceof Processor processor && processor.isUpgrade();
			connection.processSocket(upgraded ? SocketEvent.STOP : SocketEvent.ERROR, true);
		}
		long end = System.nanoTime() + END_TIMEOUT.toNanos();
		await(() -> openConnections() > 0 && System.nanoTime() < end);
		getConnections().forEach(SocketWrapperBase::close);
	}

	/**
	 * Wake up the acceptor without connecting to the port, since another process could
	 * accept the connection.
	 */
	@Override
	protected void unlockAccept() {
		GatedChannel channel = this.channel;
		if (channel == null) {
			super.unlockAccept();
			return;
		}
		channel.interrupt(true);
		long end = System.nanoTime() + UNLOCK_TIMEOUT.toNanos();
		await(() -> isAccepting() && System.nanoTime() < end);
		channel.interrupt(false);
	}

	private static void await(BooleanSupplier goesOn) {
		try {
			while (goesOn.getAsBoolean()) {
				Thread.sleep(1);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean isAccepting() {
		return this.acceptor != null && this.acceptor.getState() == AcceptorState.RUNNING;
	}

	@Override
	protected void doCloseServerSocket() throws IOException {
		GatedChannel channel = this.channel;
		if (channel != null) {
			this.channel = null;
			channel.close();
		}
		super.doCloseServerSocket();
	}

}
