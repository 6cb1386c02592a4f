package io.makedaemon.spring.boot.event;

import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;

import io.makedaemon.DaemonSignal;

/**
 * Published when the daemon receives one of the signals in {@code daemon.signals}. The
 * event is never published before the application is ready: an earlier signal is held
 * back until then. Events for signals are published one after another, on threads that
 * nobody waits for; exceptions of listeners are logged.
 */
public class DaemonSignalEvent extends ApplicationContextEvent {

	/** The signal. */
	private final DaemonSignal signal;

	/**
	 * Create the event.
	 * @param context the application's context
	 * @param signal the signal
	 */
	public DaemonSignalEvent(ApplicationContext context, DaemonSignal signal) {
		super(context);
		this.signal = signal;
	}

	/**
	 * Return the signal.
	 * @return the signal
	 */
	public DaemonSignal getSignal() {
		return this.signal;
	}

}
