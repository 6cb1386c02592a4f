package io.makedaemon.spring.boot.logging.logback;

import java.util.List;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;

import io.makedaemon.spring.boot.logging.backend.CapturedEvent;

/**
 * A captured line as an event of Logback.
 *
 * @param logger its logger
 * @param event the event
 */
record LogbackEvent(Logger logger, LoggingEvent event) implements CapturedEvent {

	private static final String CALLER = LogbackEvent.class.getName();

	@Override
	public String message() {
		return this.event.getMessage();
	}

	@Override
	public boolean mayBePrinted() {
		return Sinks.reachedFrom(this.logger).stream().anyMatch((appender) -> !Sinks.isSilent(appender));
	}

	@Override
	public void append() {
		this.logger.callAppenders(this.event);
	}

	@Override
	public boolean append(boolean silent) {
		List<Appender<ILoggingEvent>> some = Sinks.reachedFrom(this.logger)
			.stream()
			.filter((appender) -> Sinks.writes(appender) && Sinks.isSilent(appender) == silent)
			.toList();
		some.forEach((appender) -> appender.doAppend(this.event));
		return !some.isEmpty();
	}

	@Override
	public void retain() {
		this.event.prepareForDeferredProcessing();
	}

	@Override
	public CapturedEvent warning(String message) {
		return new LogbackEvent(this.logger, new LoggingEvent(CALLER, this.logger, Level.WARN, message, null, null));
	}

	@Override
	public String suspects() {
		return Sinks.reachedFrom(this.logger)
			.stream()
			.filter((appender) -> !Sinks.isSilent(appender))
			.map(Appender::getName)
			.collect(Collectors.joining(", "));
	}

}
