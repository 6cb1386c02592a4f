package io.makedaemon.spring.boot.logging.logback;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.util.StringUtils;

import io.makedaemon.spring.boot.logging.backend.RegularFile;

/**
 * Makes sure that no event is lost because it would go only to the console. A daemon has
 * no console, and logs such events to the announced file, with Spring Boot's own file
 * appender.
 */
final class LastSink {

	static final String LOG_FILE = LoggingSystemProperty.LOG_FILE.getEnvironmentVariableName();

	private final LoggerContext context;

	private final Path announced;

	private boolean attaching;

	/**
	 * Create a sink that is not in use yet.
	 * @param context Logback's context
	 * @param announced the file, unless Spring Boot has one
	 */
	LastSink(LoggerContext context, Path announced) {
		this.context = context;
		this.announced = announced;
	}

	/**
	 * Make sure that the events of every logger with a console are written somewhere.
	 */
	synchronized void ensure() {
		if (this.attaching) {
			return;
		}
		this.attaching = true;
		try {
			for (Logger logger : this.context.getLoggerList()) {
				List<Appender<ILoggingEvent>> own = Appenders.attachedTo(logger);
				if (!own.isEmpty() && own.stream().noneMatch(Sinks::writes)) {
					logger.setAdditive(true);
				}
			}
			if (Appenders.attachedTo(root()).stream().noneMatch(Sinks::writes)) {
				attach();
			}
		}
		finally {
			this.attaching = false;
		}
	}

	/**
	 * Return whether nothing writes an event that has reached a console.
	 */
	boolean isNeeded(ILoggingEvent event) {
		return sinks(event).isEmpty();
	}

	/**
	 * Write such an event, and make sure that all later ones are written. Nothing is done
	 * while another thread changes the configuration: it may wait for this sink.
	 */
	void rescue(ILoggingEvent event) {
		ReentrantLock configuring = this.context.getConfigurationLock();
		if (!configuring.tryLock()) {
			return;
		}
		try {
			if (isNeeded(event)) {
				ensure();
				sinks(event).forEach((sink) -> sink.doAppend(event));
			}
		}
		finally {
			configuring.unlock();
		}
	}

	private List<Appender<ILoggingEvent>> sinks(ILoggingEvent event) {
		Logger logger = this.context.getLogger(event.getLoggerName());
		return Sinks.reachedFrom(logger).stream().filter(Sinks::writes).toList();
	}

	private void attach() {
		Path file = file();
		FileAppender<ILoggingEvent> present = present(file);
		if (present != null) {
			// Events that reach the root logger must not be written twice
			this.context.getLoggerList().stream().filter(Logger::isAdditive).forEach((l) -> l.detachAppender(present));
			root().addAppender(present);
		}
		else if (RegularFile.problem(file) == null) {
			new FileConfiguration(this.context, file).apply();
		}
	}

	private Path file() {
		String file = System.getProperty(LOG_FILE);
		return StringUtils.hasText(file) ? Path.of(file) : this.announced;
	}

	private @Nullable FileAppender<ILoggingEvent> present(Path file) {
		List<FileAppender<ILoggingEvent>> all = Appenders.of(this.context, FileAppender.class);
		return all.stream()
			.filter((appender) -> appender.isStarted() && file.toString().equals(appender.getFile()))
			.findFirst()
			.orElse(null);
	}

	private Logger root() {
		return this.context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
	}

}
