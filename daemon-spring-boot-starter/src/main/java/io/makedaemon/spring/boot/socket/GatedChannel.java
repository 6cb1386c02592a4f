package io.makedaemon.spring.boot.socket;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A listening socket for a server that accepts on its own threads. They wait while a gate
 * is closed.
 *
 * <p>
 * The underlying socket never blocks: a thread that is blocked in accept(2) would accept
 * one more connection after the gate was closed. The socket may be shared with other
 * processes, so it is never made blocking again.
 */
final class GatedChannel extends ServerSocketChannel {

	private final ServerSocketChannel socket;

	private final Gate gate;

	private final Selector selector;

	private final SelectionKey key;

	private final Object lock = new Object();

	/** Whether the server's thread must not accept connections. */
	private boolean held;

	/** The server's threads that have not yet passed on what they have accepted. */
	private final Set<Thread> passing = new HashSet<>();

	private volatile boolean interrupted;

	GatedChannel(ServerSocketChannel socket, Gate gate) throws IOException {
		super(socket.provider());
		this.socket = socket;
		this.gate = gate;
		this.selector = Selector.open();
		socket.configureBlocking(false);
		this.key = socket.register(this.selector, 0);
		gate.follow((open) -> this.selector.wakeup());
	}

	/**
	 * Wait for a connection while the gate is open.
	 * @return the connection; null if the wait is {@linkplain #interrupt(boolean)
	 * interrupted}
	 */
	@Override
	public @Nullable SocketChannel accept() throws IOException {
		passedOn();
		while (!this.interrupted) {
			SocketChannel connection = take();
			if (connection != null) {
				return connection;
			}
			await();
		}
		return null;
	}

	/**
	 * A thread that accepts again has passed on what it has accepted.
	 */
	private void passedOn() {
		synchronized (this.lock) {
			if (this.passing.remove(Thread.currentThread())) {
				this.lock.notifyAll();
			}
		}
	}

	private @Nullable SocketChannel take() throws IOException {
		synchronized (this.lock) {
			SocketChannel connection = this.held ? null : this.gate.accept(this.socket);
			if (connection != null) {
				this.passing.add(Thread.currentThread());
			}
			return connection;
		}
	}

	private void await() throws IOException {
		try {
			int operations = (this.gate.isOpen() && !isHeld()) ? SelectionKey.OP_ACCEPT : 0;
			if (this.key.interestOps() != operations) {
				this.key.interestOps(operations);
				// Another thread of the server may be selecting with the previous ones
				this.selector.wakeup();
			}
			this.selector.select((selected) -> {
			});
		}
		catch (ClosedSelectorException | CancelledKeyException ex) {
			throw new AsynchronousCloseException();
		}
		if (Thread.currentThread().isInterrupted()) {
			close();
			throw new ClosedByInterruptException();
		}
	}

	private boolean isHeld() {
		synchronized (this.lock) {
			return this.held;
		}
	}

	/**
	 * Stop accepting connections, and wait until the server's thread has passed on the
	 * one that it has accepted: a server that is pausing may discard it.
	 * @param patience how long to wait
	 */
	void hold(Duration patience) throws InterruptedException {
		long end = System.nanoTime() + patience.toNanos();
		synchronized (this.lock) {
			this.held = true;
			for (long left = patience.toMillis(); !this.passing.isEmpty()
					&& left > 0; left = (end - System.nanoTime()) / 1_000_000) {
				this.lock.wait(left);
			}
		}
		this.selector.wakeup();
	}

	/**
	 * Return how many connections have been accepted that the server may not know yet.
	 */
	int arriving() {
		synchronized (this.lock) {
			return this.passing.size();
		}
	}

	/**
	 * Accept connections again.
	 */
	void release() {
		synchronized (this.lock) {
			this.held = false;
		}
		this.selector.wakeup();
	}

	/**
	 * Interrupt waiting threads, whether the gate is open or not.
	 * @param interrupted whether {@link #accept} returns at once from now on
	 */
	void interrupt(boolean interrupted) {
		this.interrupted = interrupted;
		this.selector.wakeup();
	}

	@Override
	protected void implCloseSelectableChannel() throws IOException {
		synchronized (this.lock) {
			this.passing.clear();
		}
		this.socket.close();
		// Closes the descriptor, which the selector has kept open
		this.selector.close();
	}

	@Override
	protected void implConfigureBlocking(boolean block) {
		// Callers of accept() wait in any case
	}

	@Override
	public ServerSocketChannel bind(@Nullable SocketAddress local, int backlog) {
		throw new AlreadyBoundException();
	}

	@Override
	public SocketAddress getLocalAddress() throws IOException {
		return this.socket.getLocalAddress();
	}

	@Override
	public ServerSocket socket() {
		return this.socket.socket();
	}

	@Override
	public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
		this.socket.setOption(name, value);
		return this;
	}

	@Override
	public <T> T getOption(SocketOption<T> name) throws IOException {
		return this.socket.getOption(name);
	}

	@Override
	public Set<SocketOption<?>> supportedOptions() {
		return this.socket.supportedOptions();
	}

}
