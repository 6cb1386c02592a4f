package io.makedaemon.spring.boot.event;

import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;

/**
 * Published in a daemon that is being upgraded, when the next generation has taken over:
 * this one accepts no more connections, and ends when those that it has are closed, or
 * after {@code daemon.drain-timeout}. Whatever must not be done by two processes ends
 * now, such as scheduled work and the consumption of messages. The event is published on
 * a separate thread, and the daemon waits for its listeners; their exceptions are logged.
 */
public class DaemonDrainEvent extends ApplicationContextEvent {

	/**
	 * Create the event.
	 * @param context the application's context
	 */
	public DaemonDrainEvent(ApplicationContext context) {
		super(context);
	}

}
