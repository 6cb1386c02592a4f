package io.makedaemon.spring.boot.signal;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;

import io.makedaemon.DaemonSignal;
import io.makedaemon.spring.boot.event.DaemonReloadEvent;
import io.makedaemon.spring.boot.event.DaemonSignalEvent;
import io.makedaemon.spring.boot.logging.LogFiles;

/**
 * What an application that is ready does when it gets a signal.
 */
public final class ApplicationSignals {

	private static final Log log = LogFactory.getLog(ApplicationSignals.class);

	private final ConfigurableApplicationContext context;

	/**
	 * Creates the signals of an application.
	 * @param context its context
	 */
	public ApplicationSignals(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Does what a signal is for. Nothing comes out of here.
	 * @param signal the signal
	 */
	public void handle(DaemonSignal signal) {
		// The thread is the JVM's
		Thread.currentThread().setContextClassLoader(this.context.getClassLoader());
		if (signal == DaemonSignal.HUP) {
			reopenLogFiles();
			publish(new DaemonReloadEvent(this.context), signal);
		}
		else {
			publish(new DaemonSignalEvent(this.context, signal), signal);
		}
	}

	private static void reopenLogFiles() {
		if (LogFiles.isPossible()) {
			LogFiles.reopen();
		}
	}

	private void publish(ApplicationContextEvent event, DaemonSignal signal) {
		if (!this.context.isActive()) {
			return;
		}
		try {
			this.context.publishEvent(event);
		}
		catch (RuntimeException | Error ex) {
			log.error("A listener of SIG" + signal + " has failed", ex);
		}
	}

}
