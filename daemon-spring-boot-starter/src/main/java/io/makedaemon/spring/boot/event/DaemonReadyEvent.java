package io.makedaemon.spring.boot.event;

import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;

import io.makedaemon.DaemonContext;

/**
 * Published when the daemon has reported that it is ready, and the command that has
 * started it ends: later than Boot's own {@code ApplicationReadyEvent}, whose listeners
 * can still let the start fail. Comes once, in a daemon only, on a thread of its own; an
 * exception of a listener is logged. An application that is run in the daemon when the
 * one before was closed, as by a restart, has it when it is ready itself.
 */
public class DaemonReadyEvent extends ApplicationContextEvent {

	/** What the daemon has inherited. */
	private final transient DaemonContext daemon;

	/**
	 * Create the event.
	 * @param context the application's context
	 * @param daemon what the daemon has inherited
	 */
	public DaemonReadyEvent(ApplicationContext context, DaemonContext daemon) {
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
