package io.makedaemon.spring.boot.socket;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Lets connections of a socket in or not: while it is closed, they wait in the kernel's
 * queue, from where another process that has the socket can accept them. Closed at first.
 * Safe for use by several threads.
 */
final class Gate {

	private final List<Consumer<Boolean>> followers = new ArrayList<>();

	private boolean open;

	/**
	 * Let connections in.
	 */
	void open() {
		set(true);
	}

	/**
	 * Let no more connections in. None is accepted any more by {@link #accept} when this
	 * returns.
	 */
	void close() {
		set(false);
	}

	private synchronized void set(boolean open) {
		this.open = open;
		this.followers.forEach((follower) -> follower.accept(open));
	}

	/**
	 * Return whether connections are let in.
	 */
	synchronized boolean isOpen() {
		return this.open;
	}

	/**
	 * Tell whether the gate is open, now and whenever that changes.
	 * @param follower is told; must not wait for anything
	 */
	synchronized void follow(Consumer<Boolean> follower) {
		this.followers.add(follower);
		follower.accept(this.open);
	}

	/**
	 * Accept a connection if the gate is open.
	 * @param socket the socket, which does not block
	 * @return the connection; null if there is none, or the gate is closed
	 */
	synchronized @Nullable SocketChannel accept(ServerSocketChannel socket) throws IOException {
		return this.open ? socket.accept() : null;
	}

}
