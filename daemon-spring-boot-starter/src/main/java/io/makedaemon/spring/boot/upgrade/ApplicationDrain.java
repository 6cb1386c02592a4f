package io.makedaemon.spring.boot.upgrade;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;

import io.makedaemon.DaemonContext;
import io.makedaemon.spring.boot.event.DaemonDrainEvent;
import io.makedaemon.spring.boot.socket.InheritedSockets;
import io.makedaemon.spring.boot.start.StartListener;

/**
 * What an application does when the next generation of the daemon has taken over: it lets
 * its clients finish, and ends.
 */
public final class ApplicationDrain implements StartListener {

	private static final long POLL_MILLIS = 20;

	private static final Log log = LogFactory.getLog(ApplicationDrain.class);

	private final DaemonContext daemon;

	private final InheritedSockets sockets;

	private final Duration timeout;

	private volatile @Nullable ConfigurableApplicationContext context;

	/**
	 * Create the drain of an application.
	 * @param daemon the daemon
	 * @param sockets its sockets
	 * @param timeout how long clients may take to finish
	 */
	public ApplicationDrain(DaemonContext daemon, InheritedSockets sockets, Duration timeout) {
		this.daemon = daemon;
		this.sockets = sockets;
		this.timeout = timeout;
	}

	@Override
	public void contextPrepared(ConfigurableApplicationContext context) {
		this.context = context;
		this.daemon.onDrain(this::drain);
	}

	private void drain() {
		this.sockets.close();
		log.info("The next generation of this daemon has taken over: finishing what was begun");
		ConfigurableApplicationContext current = this.context;
		if (current != null && current.isActive()) {
			publish(current, new AvailabilityChangeEvent<>(current, ReadinessState.REFUSING_TRAFFIC));
			publish(current, new DaemonDrainEvent(current));
		}
		this.sockets.drain();
		int left = await();
		this.daemon.draining(left, left);
		if (left > 0) {
			log.warn(left + " connections are closed, since their clients have not finished within "
					+ this.timeout.toMillis() + " ms");
		}
	}

	private int await() {
		long end = System.nanoTime() + this.timeout.toNanos();
		int before = -1;
		int left;
		while ((left = this.sockets.connections()) > 0 && System.nanoTime() < end) {
			if (left != before) {
				this.daemon.draining(left, 0);
				before = left;
			}
			try {
				Thread.sleep(POLL_MILLIS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return left;
			}
		}
		return left;
	}

	private static void publish(ConfigurableApplicationContext context, ApplicationEvent event) {
		try {
			context.publishEvent(event);
		}
		catch (RuntimeException | Error ex) {
			log.error("A listener of the drain has failed", ex);
		}
	}

}
