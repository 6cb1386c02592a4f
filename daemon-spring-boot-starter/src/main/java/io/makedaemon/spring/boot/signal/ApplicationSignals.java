package io.makedaemon.spring.boot.signal;

import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;

import io.makedaemon.DaemonException;
import io.makedaemon.DaemonSignal;
import io.makedaemon.spring.boot.event.DaemonReloadEvent;
import io.makedaemon.spring.boot.event.DaemonSignalEvent;
import io.makedaemon.spring.boot.logging.LogFiles;
import io.makedaemon.spring.boot.start.StartListener;

/**
 * What an application does when it receives a signal, once it is ready.
 */
public final class ApplicationSignals implements StartListener {

	private static final Log log = LogFactory.getLog(ApplicationSignals.class);

	private final Consumer<Consumer<DaemonSignal>> source;

	/**
	 * Create the signals of an application.
	 * @param source accepts the listener for the signals
	 */
	public ApplicationSignals(Consumer<Consumer<DaemonSignal>> source) {
		this.source = source;
	}

	@Override
	public void ready(ConfigurableApplicationContext context) {
		try {
			this.source.accept((signal) -> handle(signal, context));
		}
		catch (DaemonException ex) {
			log.warn(ex.getMessage());
		}
	}

	/**
	 * Handle a signal without throwing, since the thread belongs to the JVM.
	 */
	private static void handle(DaemonSignal signal, ConfigurableApplicationContext context) {
		Thread.currentThread().setContextClassLoader(context.getClassLoader());
		if (signal == DaemonSignal.HUP) {
			LogFiles.reopen();
			publish(new DaemonReloadEvent(context), signal, context);
		}
		else {
			publish(new DaemonSignalEvent(context, signal), signal, context);
		}
	}

	private static void publish(ApplicationContextEvent event, DaemonSignal signal,
			ConfigurableApplicationContext context) {
		if (!context.isActive()) {
			return;
		}
		try {
			context.publishEvent(event);
		}
		catch (RuntimeException | Error ex) {
			log.error("A listener of SIG" + signal + " has failed", ex);
		}
	}

}
