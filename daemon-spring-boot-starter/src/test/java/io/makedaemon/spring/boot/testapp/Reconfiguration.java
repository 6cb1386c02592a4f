package io.makedaemon.spring.boot.testapp;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.stereotype.Component;

/**
 * Changes the logging configuration of the running application.
 */
@Component
@ConditionalOnProperty("test.reconfiguration")
class Reconfiguration implements ApplicationRunner {

	private final ConfigurableEnvironment environment;

	private final String kind;

	Reconfiguration(ConfigurableEnvironment environment, @Value("${test.reconfiguration}") String kind) {
		this.environment = environment;
		this.kind = kind;
	}

	@Override
	public void run(ApplicationArguments args) {
		if (this.kind.equals("code")) {
			addAppender();
		}
		else {
			// As Spring Cloud does it; often, so that lines come meanwhile
			for (int i = 0; i < 500; i++) {
				initializeAgain();
			}
		}
	}

	private void initializeAgain() {
		LoggingSystem system = LoggingSystem.get(getClass().getClassLoader());
		system.cleanUp();
		system.beforeInitialize();
		system.initialize(new LoggingInitializationContext(this.environment), null, LogFile.get(this.environment));
	}

	private static void addAppender() {
		LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
		PatternLayoutEncoder encoder = new PatternLayoutEncoder();
		encoder.setContext(context);
		encoder.setPattern("printed: %msg%n");
		encoder.start();
		ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
		appender.setContext(context);
		appender.setEncoder(encoder);
		appender.start();
		context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
	}

}
