package io.makedaemon.spring.boot.socket;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Controls whether connections of a socket are accepted. While it is closed, they wait in
 * the kernel's queue, where another process that has the socket can accept them.
 * Initially closed. Thread-safe.
 */
final class Gate {

	private static final Log log = LogFactory.getLog(Gate.class);

	private final List<Consumer<Boolean>> followers = new ArrayList<>();

	private boolean open;

	/**
	 * Let connections in.
	 */
	void open() {
		set(true);
	}

	/**
	 * Stop letting connections in. Once this method has returned, {@link #accept} accepts
	 * none.
	 */
	void close() {
		set(false);
	}

	private synchronized void set(boolean open) {
		this.open = open;
		for (Consumer<Boolean> follower : List.copyOf(this.followers)) {
			try {
				follower.accept(open);
			}
			catch (RuntimeException ex) {
				// Its server has been stopped; the others' clients must not wait
				log.debug("A gate cannot be " + (open ? "opened" : "closed"), ex);
			}
		}
	}

	/**
	 * Return whether connections are let in.
	 */
	synchronized boolean isOpen() {
		return this.open;
	}

	/**
	 * Notify a follower whether the gate is open, now and whenever that changes.
	 * @param follower the follower, which must not block
	 */
	synchronized void follow(Consumer<Boolean> follower) {
		this.followers.add(follower);
		follower.accept(this.open);
	}

	/**
	 * Notify a follower no longer.
	 */
	synchronized void unfollow(Consumer<Boolean> follower) {
		this.followers.remove(follower);
	}

	/**
	 * Accept a connection if the gate is open.
	 * @param socket the socket, in non-blocking mode
	 * @return the connection; null if there is none, or the gate is closed
	 */
	synchronized @Nullable SocketChannel accept(ServerSocketChannel socket) throws IOException {
		return this.open ? socket.accept() : null;
	}

}
