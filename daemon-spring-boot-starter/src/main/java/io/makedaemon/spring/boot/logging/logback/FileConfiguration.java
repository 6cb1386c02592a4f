package io.makedaemon.spring.boot.logging.logback;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.model.Model;
import ch.qos.logback.core.status.ErrorStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.util.StringUtils;

/**
 * Adds Spring Boot's own file appender, as configured by its properties, to the user's
 * configuration.
 */
final class FileConfiguration {

	private static final String XML = """
			<configuration>
				<include resource="org/springframework/boot/logging/logback/defaults.xml"/>
				<include resource="org/springframework/boot/logging/logback/%sfile-appender.xml"/>
				<root><appender-ref ref="FILE"/></root>
			</configuration>
			""";

	private final LoggerContext context;

	private final Path file;

	FileConfiguration(LoggerContext context, Path file) {
		this.context = context;
		this.file = file;
	}

	/**
	 * Make the root logger log to the file. Boot's defaults also set levels, but the
	 * user's levels are kept.
	 */
	void apply() {
		Map<Logger, @Nullable Level> levels = new HashMap<>();
		this.context.getLoggerList().forEach((logger) -> levels.put(logger, logger.getLevel()));
		this.context.putProperty(LastSink.LOG_FILE, this.file.toString());
		boolean structured = StringUtils
			.hasText(System.getProperty(LoggingSystemProperty.FILE_STRUCTURED_FORMAT.getEnvironmentVariableName()));
		String xml = XML.formatted(structured ? "structured-" : "");
		try {
			JoranConfigurator configurator = new AdditionalConfigurator();
			configurator.setContext(this.context);
			configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
		}
		catch (JoranException ex) {
			this.context.getStatusManager()
				.add(new ErrorStatus("The log file " + this.file + " cannot be used", this, ex));
		}
		levels.forEach(Logger::setLevel);
	}

	/**
	 * Keeps the configuration that Logback returns to when another one fails.
	 */
	private static final class AdditionalConfigurator extends JoranConfigurator {

		@Override
		public void registerSafeConfiguration(Model top) {
			// The user's configuration stays
		}

	}

}
