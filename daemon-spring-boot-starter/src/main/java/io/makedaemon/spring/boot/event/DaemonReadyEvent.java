package io.makedaemon.spring.boot.event;

import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;

import io.makedaemon.DaemonContext;

/**
 * Published when the daemon has reported that it is ready, and the command that started
 * it ends. This is later than Boot's {@code ApplicationReadyEvent}, whose listeners can
 * still make the start fail. The event is published once, only in a daemon, on a separate
 * thread; exceptions of listeners are logged. If the application is closed and run again
 * in the same daemon, as by a restart, the new one gets the event when it is ready.
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
