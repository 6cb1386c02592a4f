package io.makedaemon.spring.boot.supervise;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ConfigurableApplicationContext;

import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonSupervisor;
import io.makedaemon.spring.boot.event.DaemonRestartedEvent;
import io.makedaemon.spring.boot.start.StartListener;

/**
 * Says in a supervised daemon why it was started again.
 */
public final class SupervisedStart implements StartListener {

	private static final Log log = LogFactory.getLog(SupervisedStart.class);

	private final DaemonContext daemon;

	private final DaemonSupervisor supervisor;

	/**
	 * Create a listener.
	 * @param daemon the daemon
	 * @param supervisor its supervisor
	 */
	public SupervisedStart(DaemonContext daemon, DaemonSupervisor supervisor) {
		this.daemon = daemon;
		this.supervisor = supervisor;
	}

	@Override
	public void loggingInitialized() {
		this.supervisor.lastEnd()
			.ifPresent((reason) -> log
				.warn("Started again by the supervisor (restart " + this.supervisor.restarts() + "): " + reason));
	}

	@Override
	public void ready(ConfigurableApplicationContext context) {
		if (this.supervisor.restarts() > 0) {
			context.publishEvent(new DaemonRestartedEvent(context, this.daemon, this.supervisor));
		}
	}

}
