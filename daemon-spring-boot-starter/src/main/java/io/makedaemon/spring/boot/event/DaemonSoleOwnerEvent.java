package io.makedaemon.spring.boot.event;

import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;

import io.makedaemon.DaemonContext;

/**
 * Published when no other generation of the daemon is running: after the
 * {@link DaemonReadyEvent} of a daemon that was started, and in an upgrade once the
 * former generation has ended. Whatever must not be done by two processes begins now,
 * such as scheduled work, the election of a leader, or a cache on the disk. The event is
 * published once, only in a daemon, on a separate thread; exceptions of listeners are
 * logged. An application that is closed and run again in the same daemon gets it when it
 * is ready.
 */
public class DaemonSoleOwnerEvent extends ApplicationContextEvent {

	/** What the daemon has inherited. */
	private final transient DaemonContext daemon;

	/**
	 * Create the event.
	 * @param context the application's context
	 * @param daemon what the daemon has inherited
	 */
	public DaemonSoleOwnerEvent(ApplicationContext context, DaemonContext daemon) {
		super(context);
		this.daemon = daemon;
	}

	/**
	 * Return what the daemon has inherited.
	 * @return the daemon's context
	 */
	public DaemonContext getDaemon() {
		return this.daemon;
	}

}
