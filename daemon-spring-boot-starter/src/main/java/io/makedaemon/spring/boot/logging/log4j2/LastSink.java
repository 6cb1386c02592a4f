package io.makedaemon.spring.boot.logging.log4j2;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collection;

import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.util.StringUtils;

import io.makedaemon.spring.boot.logging.backend.RegularFile;

/**
 * Makes sure that no event is lost because it would go only to the console. A daemon has
 * no console, and logs such events to the announced file, with Spring Boot's own file
 * appender.
 */
final class LastSink {

	private static final String LOG_FILE = LoggingSystemProperty.LOG_FILE.getEnvironmentVariableName();

	/** Spring Boot's configuration with a file. */
	private static final String CONFIGURATION = "log4j2/log4j2-file.xml";

	/** The name of the file appender there. */
	private static final String APPENDER = "File";

	/** Held while an appender is attached. */
	private static final Object ATTACHING = new Object();

	private final LoggerContext context;

	private final Path announced;

	/**
	 * Create a sink that is not in use yet.
	 * @param context Log4j2's context
	 * @param announced the file, unless Spring Boot has one
	 */
	LastSink(LoggerContext context, Path announced) {
		this.context = context;
		this.announced = announced;
	}

	/**
	 * Make sure that the events of every logger with a console are written somewhere.
	 */
	void ensure() {
		synchronized (ATTACHING) {
			ensure(this.context.getConfiguration());
		}
	}

	private void ensure(Configuration configuration) {
		for (LoggerConfig logger : configuration.getLoggers().values()) {
			if (!logger.getAppenders().isEmpty() && !writes(logger, configuration)) {
				logger.setAdditive(true);
			}
		}
		if (!writes(configuration.getRootLogger(), configuration)) {
			attach(configuration);
		}
	}

	private static boolean writes(LoggerConfig logger, Configuration configuration) {
		Collection<Appender> appenders = logger.getAppenders().values();
		return appenders.stream().anyMatch((appender) -> Appenders.writes(appender, configuration));
	}

	private void attach(Configuration configuration) {
		Path file = file();
		Appender appender = present(file, configuration);
		if (appender != null) {
			// Events that reach the root logger must not be written twice
			String name = appender.getName();
			configuration.getLoggers()
				.values()
				.stream()
				.filter(LoggerConfig::isAdditive)
				.forEach((logger) -> logger.removeAppender(name));
		}
		else if (RegularFile.problem(file) == null) {
			appender = make(file);
		}
		if (appender != null) {
			configuration.addAppender(appender);
			configuration.getRootLogger().addAppender(appender, null, null);
		}
	}

	private Path file() {
		String file = System.getProperty(LOG_FILE);
		return StringUtils.hasText(file) ? Path.of(file) : this.announced;
	}

	private static @Nullable Appender present(Path file, Configuration configuration) {
		return Appenders.ofFiles(configuration)
			.filter((appender) -> Appenders.file(appender).equals(file))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Create Spring Boot's file appender, as configured by its properties.
	 */
	private @Nullable Appender make(Path file) {
		String before = System.getProperty(LOG_FILE);
		URL url = LoggingSystem.class.getResource(CONFIGURATION);
		if (url == null) {
			return null;
		}
		System.setProperty(LOG_FILE, file.toString());
		try (InputStream stream = url.openStream()) {
			XmlConfiguration configuration = new XmlConfiguration(this.context, new ConfigurationSource(stream, url));
			configuration.initialize();
			Appender appender = configuration.getAppender(APPENDER);
			if (appender != null) {
				appender.start();
			}
			return appender;
		}
		catch (IOException ex) {
			StatusLogger.getLogger().error("The log file " + file + " cannot be used", ex);
			return null;
		}
		finally {
			if (before == null) {
				System.clearProperty(LOG_FILE);
			}
		}
	}

}
