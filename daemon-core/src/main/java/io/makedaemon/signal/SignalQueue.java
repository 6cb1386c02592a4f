package io.makedaemon.signal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Receives signals and keeps them until there is a listener. Like the kernel, it keeps at
 * most one of each. Thread-safe.
 *
 * <p>
 * The JVM calls each handler on a separate thread.
 */
public final class SignalQueue {

	private final Set<String> pending = new LinkedHashSet<>();

	private final List<String> names = new ArrayList<>();

	private final Set<String> received = new LinkedHashSet<>();

	private volatile Predicate<String> filter = (name) -> true;

	private @Nullable Consumer<String> listener;

	private @Nullable String problem;

	private SignalQueue() {
	}

	/**
	 * Receive signals from now on, except those for which the program has set its own
	 * handler.
	 * @param names the signals, without {@code SIG}
	 * @return the queue
	 */
	public static SignalQueue of(Collection<String> names) {
		SignalQueue queue = new SignalQueue();
		for (String name : names) {
			try {
				queue.take(name);
			}
			catch (IllegalArgumentException ex) {
				queue.problem = "SIG" + name + " cannot be handled: " + ex.getMessage();
			}
		}
		return queue;
	}

	private void take(String name) {
		Object former = JdkSignal.handle(name, () -> arrived(name));
		if (!JdkSignal.isOfJdk(former)) {
			JdkSignal.set(name, former);
		}
		else {
			this.received.add(name);
		}
		this.names.add(name);
	}

	void arrived(String name) {
		if (this.filter.test(name)) {
			deliver(name);
		}
	}

	private synchronized void deliver(String name) {
		if (this.listener != null) {
			this.listener.accept(name);
		}
		else {
			this.pending.add(name);
		}
	}

	/**
	 * Set a filter for the signals that arrive from now on.
	 * @param filter decides whether a signal is for the listener
	 */
	public void filter(Predicate<String> filter) {
		this.filter = filter;
	}

	/**
	 * Deliver all signals to a listener, both those that have arrived and those that
	 * will. The listener is called by one thread at a time, on threads that do not keep
	 * the JVM running.
	 * @param listener receives the names
	 */
	public synchronized void deliverTo(Consumer<String> listener) {
		this.listener = listener;
		for (String name : this.pending) {
			Thread thread = new Thread(() -> deliver(name), "SIG" + name + " handler");
			thread.setDaemon(true);
			thread.start();
		}
		this.pending.clear();
	}

	/**
	 * Return the signals that are handled, including those handled by the program itself.
	 * @return the names
	 */
	public List<String> names() {
		return List.copyOf(this.names);
	}

	/**
	 * Return whether a signal arrives here, and is not handled by the program itself.
	 * @param name the signal, without {@code SIG}
	 * @return whether it does
	 */
	public boolean isReceived(String name) {
		return this.received.contains(name);
	}

	/**
	 * Return why a signal cannot be received, for instance because of the JVM option
	 * {@code -Xrs}.
	 * @return the reason, or null if all can
	 */
	public @Nullable String problem() {
		return this.problem;
	}

}
