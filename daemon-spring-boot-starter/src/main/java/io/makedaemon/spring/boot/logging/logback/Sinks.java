package io.makedaemon.spring.boot.logging.logback;

import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import org.jspecify.annotations.Nullable;

/**
 * Finds which of Logback's appenders write events somewhere in a daemon, which has no
 * console.
 */
final class Sinks {

	private Sinks() {
	}

	/**
	 * Return the appenders that receive a logger's events: its own, and those of its
	 * ancestors as far as it is additive.
	 */
	static List<Appender<ILoggingEvent>> reachedFrom(Logger logger) {
		List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
		for (Logger current = logger; current != null; current = current.isAdditive() ? above(current) : null) {
			appenders.addAll(Appenders.attachedTo(current));
		}
		return appenders;
	}

	private static @Nullable Logger above(Logger logger) {
		String name = logger.getName();
		LoggerContext context = logger.getLoggerContext();
		while (!name.equals(org.slf4j.Logger.ROOT_LOGGER_NAME)) {
			int dot = name.lastIndexOf('.');
			name = (dot > 0) ? name.substring(0, dot) : org.slf4j.Logger.ROOT_LOGGER_NAME;
			Logger above = context.exists(name);
			if (above != null) {
				return above;
			}
		}
		return null;
	}

	/**
	 * Return whether an appender writes its events somewhere. One that creates others
	 * when events arrive is assumed to, until it has created some.
	 */
	static boolean writes(Appender<?> appender) {
		if (appender instanceof ConsoleAppender || !appender.isStarted()) {
			return false;
		}
		List<Appender<?>> nested = Appenders.nestedIn(appender);
		return nested.isEmpty() ? !Appenders.isForwarding(appender) : nested.stream().anyMatch(Sinks::writes);
	}

	/**
	 * Return whether an appender is known never to print what it writes.
	 */
	static boolean isSilent(Appender<?> appender) {
		Class<?> type = appender.getClass();
		if (type == FileAppender.class || type == RollingFileAppender.class || appender instanceof ConsoleAppender) {
			return true;
		}
		List<Appender<?>> nested = Appenders.nestedIn(appender);
		return !nested.isEmpty() && type.getName().startsWith("ch.qos.logback.")
				&& nested.stream().allMatch(Sinks::isSilent);
	}

}
