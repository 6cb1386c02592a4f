package io.makedaemon.spring.boot.event;

import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;

/**
 * Published when the application is told to reload, by SIGHUP or
 * {@code --daemon.command=reload}, so that beans can reload their configuration. Log
 * files have been reopened by then. The event is never published before the application
 * is ready: an earlier signal is held back until then. Events for signals are published
 * one after another, on threads that nobody waits for; exceptions of listeners are
 * logged.
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
