package io.makedaemon.spring.boot.event;

import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;

import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonSupervisor;

/**
 * Published when the application is ready in a daemon that its supervisor has started
 * again: what the process before this one has left unfinished can be cleaned up now. The
 * event is published once, on the thread that runs the application; an exception of a
 * listener makes the start fail.
 */
public class DaemonRestartedEvent extends ApplicationContextEvent {

	/** What the daemon has inherited. */
	private final transient DaemonContext daemon;

	/** What knows why. */
	private final transient DaemonSupervisor supervisor;

	/**
	 * Create the event.
	 * @param context the application's context
	 * @param daemon what the daemon has inherited
	 * @param supervisor the daemon's supervisor
	 */
	public DaemonRestartedEvent(ApplicationContext context, DaemonContext daemon, DaemonSupervisor supervisor) {
		super(context);
		this.daemon = daemon;
		this.supervisor = supervisor;
	}

	/**
	 * Return what the daemon has inherited.
	 * @return the daemon's context
	 */
	public DaemonContext getDaemon() {
		return this.daemon;
	}

	/**
	 * Return the supervisor, which knows how often it has started the daemon again, and
	 * why.
	 * @return the supervisor
	 */
	public DaemonSupervisor getSupervisor() {
		return this.supervisor;
	}

}
