package io.makedaemon.spring.boot.logging.logback;

import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.ConfigurationEvent;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.status.OnConsoleStatusListener;
import ch.qos.logback.core.status.OnErrorConsoleStatusListener;
import ch.qos.logback.core.status.OnPrintStreamStatusListenerBase;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import ch.qos.logback.core.status.StatusManager;

/**
 * Keeps Logback from printing in a daemon whose output is captured: its output would come
 * back as a log event, be printed again, and so on endlessly.
 *
 * <p>
 * This works whoever configures Logback, and whenever: a console appender announces its
 * start as a status, and reset-resistant status listeners outlive every configuration.
 * Existing appenders are detached, or silenced if another appender has created them.
 */
final class ConsoleGuard {

	private static final String FILTER_NAME = "captured by the daemon";

	private final LoggerContext context;

	private final LastSink lastSink;

	private final ConfigurationGate gate;

	private ConsoleGuard(LoggerContext context, LastSink lastSink, ConfigurationGate gate) {
		this.context = context;
		this.lastSink = lastSink;
		this.gate = gate;
	}

	/**
	 * Install the guard for the life of the context.
	 * @param context Logback's context
	 * @param lastSink the sink for events that would only be printed
	 * @param gate knows whether Logback is configured
	 */
	static ConsoleGuard install(LoggerContext context, LastSink lastSink, ConfigurationGate gate) {
		ConsoleGuard guard = new ConsoleGuard(context, lastSink, gate);
		StatusManager statusManager = context.getStatusManager();
		statusManager.add(guard.new StartWatcher());
		// There can be only one of a kind
		OnConsoleStatusListener listener = new OnConsoleStatusListener();
		listener.setResetResistant(true);
		statusManager.add(listener);
		context.addConfigurationEventListener(guard::configured);
		guard.detach();
		return guard;
	}

	private void configured(ConfigurationEvent event) {
		switch (event.getEventType()) {
			case CONFIGURATION_ENDED_SUCCESSFULLY, CONFIGURATION_ENDED_WITH_XML_PARSING_ERRORS,
					PARTIAL_CONFIGURATION_ENDED_SUCCESSFULLY ->
				configured();
			default -> {
				// Not configured yet
			}
		}
	}

	/**
	 * Silence what has been configured; the rest writes somewhere.
	 */
	void configured() {
		this.lastSink.ensure();
		detach();
	}

	/**
	 * Detach every console appender, and silence every listener that prints Logback's own
	 * messages.
	 */
	private void detach() {
		List<ConsoleAppender<?>> nested = Appenders.of(this.context, ConsoleAppender.class);
		nested.forEach(this::silence);
		for (Logger logger : this.context.getLoggerList()) {
			detach(logger);
		}
		for (StatusListener listener : this.context.getStatusManager().getCopyOfStatusListenerList()) {
			if (listener instanceof OnConsoleStatusListener || listener instanceof OnErrorConsoleStatusListener) {
				silence((OnPrintStreamStatusListenerBase) listener);
			}
		}
	}

	/**
	 * Silence a listener without removing it: this keeps Logback from accepting another
	 * one of its kind, which would print all messages so far.
	 */
	private static void silence(OnPrintStreamStatusListenerBase listener) {
		listener.stop();
		listener.setResetResistant(true);
	}

	private static <E> void detach(AppenderAttachable<E> attachable) {
		for (Appender<E> appender : Appenders.attachedTo(attachable)) {
			if (appender instanceof ConsoleAppender) {
				attachable.detachAppender(appender);
				appender.stop();
			}
			else if (appender instanceof AppenderAttachable<?> nested) {
				detach(nested);
			}
		}
	}

	/**
	 * Write what would only be printed. During a reset that is said to no appender,
	 * because the others are gone already: a sink that is attached then would keep the
	 * next configuration from opening the same file.
	 */
	private void rescue(ILoggingEvent event) {
		if (this.lastSink.isNeeded(event)) {
			this.gate.ifConfigured(() -> this.lastSink.rescue(event));
		}
	}

	private <E> void silence(ConsoleAppender<E> appender) {
		boolean silenced = appender.getCopyOfAttachedFiltersList()
			.stream()
			.anyMatch((filter) -> FILTER_NAME.equals(filter.getName()));
		if (!silenced) {
			appender.addFilter(new DenyFilter<>());
		}
	}

	/**
	 * Silences every console appender as it starts.
	 */
	private final class StartWatcher implements StatusListener {

		@Override
		public void addStatusEvent(Status status) {
			if (status.getOrigin() instanceof ConsoleAppender<?> appender) {
				silence(appender);
			}
		}

		@Override
		public boolean isResetResistant() {
			return true;
		}

	}

	/**
	 * Let nothing through.
	 */
	private final class DenyFilter<E> extends Filter<E> {

		private DenyFilter() {
			setName(FILTER_NAME);
			start();
		}

		@Override
		public FilterReply decide(E event) {
			if (event instanceof ILoggingEvent loggingEvent) {
				rescue(loggingEvent);
			}
			return FilterReply.DENY;
		}

	}

}
