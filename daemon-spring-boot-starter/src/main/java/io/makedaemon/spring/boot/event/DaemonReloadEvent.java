package io.makedaemon.spring.boot.event;

import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;

/**
 * Published when the application is told to reload, by SIGHUP or
 * {@code --daemon.command=reload}: a bean can read its configuration anew. Log files are
 * open anew by then. Never published before the application is ready: what has come
 * before comes then. Events of signals come one after the other, on threads that nobody
 * waits for; an exception of a listener is logged.
 */
public class DaemonReloadEvent extends ApplicationContextEvent {

	/**
	 * Create the event.
	 * @param context the application's context
	 */
	public DaemonReloadEvent(ApplicationContext context) {
		super(context);
	}

}
