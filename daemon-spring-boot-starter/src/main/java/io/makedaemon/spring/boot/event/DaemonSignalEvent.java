package io.makedaemon.spring.boot.event;

import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;

import io.makedaemon.DaemonSignal;

/**
 * Published when the daemon gets one of the signals in {@code daemon.signals}. Never
 * published before the application is ready: what has come before comes then. Events of
 * signals come one after the other, on threads that nobody waits for; an exception of a
 * listener is logged.
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
