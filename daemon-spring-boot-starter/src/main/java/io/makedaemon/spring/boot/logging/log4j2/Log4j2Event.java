package io.makedaemon.spring.boot.logging.log4j2;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.config.AppenderControl;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;

import io.makedaemon.spring.boot.logging.backend.CapturedEvent;

/**
 * A captured line as an event of Log4j2.
 *
 * @param logger its logger
 * @param event the event
 */
record Log4j2Event(Logger logger, LogEvent event) implements CapturedEvent {

	private static final String CALLER = Log4j2Event.class.getName();

	static Log4j2Event of(Logger logger, Level level, String message) {
		return new Log4j2Event(logger,
				Log4jLogEvent.newBuilder()
					.setLoggerName(logger.getName())
					.setLoggerFqcn(CALLER)
					.setLevel(level)
					.setMessage(new SimpleMessage(message))
					.build());
	}

	@Override
	public String message() {
		return this.event.getMessage().getFormattedMessage();
	}

	@Override
	public boolean mayBePrinted() {
		return reached().stream().anyMatch((one) -> !one.isSilent());
	}

	@Override
	public void append() {
		this.logger.get().getReliabilityStrategy().log(this.logger, this.event);
	}

	@Override
	public boolean append(boolean silent) {
		// The configuration does not end before the event is delivered
		LoggerConfig active = this.logger.get().getReliabilityStrategy().getActiveLoggerConfig(this.logger);
		try {
			List<Reached> some = reached().stream().filter((one) -> one.writes() && one.isSilent() == silent).toList();
			some.forEach((one) -> one.append(this.event));
			return !some.isEmpty();
		}
		finally {
			active.getReliabilityStrategy().afterLogEvent();
		}
	}

	/**
	 * Find the appenders that receive the logger's events: its own, and those of its
	 * ancestors as far as it is additive.
	 */
	private List<Reached> reached() {
		Configuration configuration = this.logger.getContext().getConfiguration();
		List<Reached> all = new ArrayList<>();
		LoggerConfig current = this.logger.get();
		while (current != null && !current.isFiltered(this.event)) {
			LoggerConfig owner = current;
			current.getAppenders().values().forEach((appender) -> all.add(new Reached(appender, owner, configuration)));
			current = current.isAdditive() ? current.getParent() : null;
		}
		return all;
	}

	@Override
	public void retain() {
		this.event.toImmutable();
	}

	@Override
	public CapturedEvent warning(String message) {
		return of(this.logger, Level.WARN, message);
	}

	@Override
	public String suspects() {
		return reached().stream()
			.filter((one) -> !one.isSilent())
			.map((one) -> one.appender().getName())
			.collect(Collectors.joining(", "));
	}

	/**
	 * An appender as referred to by a logger.
	 *
	 * @param appender the appender
	 * @param owner the logger
	 * @param configuration the configuration of both
	 */
	private record Reached(Appender appender, LoggerConfig owner, Configuration configuration) {

		boolean writes() {
			return Appenders.writes(this.appender, this.configuration);
		}

		boolean isSilent() {
			return Appenders.isSilent(this.appender, this.configuration);
		}

		void append(LogEvent event) {
			AppenderRef reference = this.owner.getAppenderRefs()
				.stream()
				.filter((one) -> this.appender.getName().equals(one.getRef()))
				.findFirst()
				.orElse(null);
			AppenderControl control = (reference != null)
					? new AppenderControl(this.appender, reference.getLevel(), reference.getFilter())
					: new AppenderControl(this.appender, null, null);
			control.callAppender(event);
		}

	}

}
