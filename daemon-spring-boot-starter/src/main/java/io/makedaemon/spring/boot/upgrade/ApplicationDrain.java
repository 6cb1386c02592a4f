package io.makedaemon.spring.boot.upgrade;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

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
 * What an application does when the next generation of the daemon has taken over: it
 * begins nothing more, lets its clients finish, and ends.
 */
public final class ApplicationDrain implements StartListener {

	private static final long POLL_MILLIS = 20;

	/** For the work to say what is still running when its time is over. */
	private static final long GRACE_MILLIS = 200;

	private static final Log log = LogFactory.getLog(ApplicationDrain.class);

	private final DaemonContext daemon;

	private final InheritedSockets sockets;

	private final SoleWork work;

	private final Duration timeout;

	private volatile @Nullable ConfigurableApplicationContext context;

	/**
	 * Create the drain of an application.
	 * @param daemon the daemon
	 * @param sockets its sockets
	 * @param work the work that ends when the drain begins
	 * @param timeout how long clients, and that work, may take to finish
	 */
	public ApplicationDrain(DaemonContext daemon, InheritedSockets sockets, SoleWork work, Duration timeout) {
		this.daemon = daemon;
		this.sockets = sockets;
		this.work = work;
		this.timeout = timeout;
	}

	@Override
	public void contextPrepared(ConfigurableApplicationContext context) {
		ConfigurableApplicationContext former = this.context;
		if (former == null || former.isClosed()) {
			this.context = context;
		}
		this.daemon.onDrain(this::drain);
	}

	private void drain() {
		long end = System.nanoTime() + this.timeout.toNanos();
		this.sockets.close();
		log.info("The next generation of this daemon has taken over: finishing what was begun");
		ConfigurableApplicationContext current = this.context;
		Thread work = null;
		if (current != null && current.isActive()) {
			work = this.work.isAny() ? SoleWorkEnd.begin(current, this.work, end) : null;
			publish(current, new AvailabilityChangeEvent<>(current, ReadinessState.REFUSING_TRAFFIC));
			publish(current, new DaemonDrainEvent(current));
		}
		int left = await(end);
		if (work != null) {
			await(work, end);
		}
		this.daemon.draining(left, left);
		if (left > 0) {
			log.warn(left + ((left == 1) ? " connection is" : " connections are")
					+ " closed, since the clients have not finished within " + this.timeout.toMillis() + " ms");
			this.sockets.endDrain();
		}
	}

	/**
	 * Wait for the rest of the work. Whatever does not end is ended with the context.
	 */
	private static void await(Thread work, long end) {
		try {
			work.join(Math.max(GRACE_MILLIS, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private int await(long end) {
		int before = -1;
		int left;
		while ((left = this.sockets.drain()) > 0 && System.nanoTime() < end) {
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
