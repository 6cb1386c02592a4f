package com.example.ledger;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * What the application does when it is started.
 */
@Configuration(proxyBeanMethods = false)
class Runners {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

	private static final int TIMES = 200;

	private static final Logger log = LoggerFactory.getLogger("ticker");

	/**
	 * Prints a line and logs another, again and again.
	 */
	@Bean
	@Order(1)
	@ConditionalOnProperty("ledger.ticker")
	ApplicationRunner ticker() {
		return (args) -> new Thread(Runners::tick, "ticker").start();
	}

	private static void tick() {
		for (int i = 1;; i++) {
			System.out.println("out-ticker " + i);
			log.info("tick {}", i);
			LockSupport.parkNanos(PAUSE);
		}
	}

	/**
	 * Adds an appender that is none of Log4j2's.
	 */
	@Bean
	@Order(2)
	@ConditionalOnProperty("ledger.appender")
	ApplicationRunner appender(ConfigurableEnvironment environment) {
		return (args) -> TroubleAppender.add(environment.getRequiredProperty("ledger.appender"));
	}

	/**
	 * Runs a shell command that inherits the standard streams.
	 */
	@Bean
	@Order(3)
	@ConditionalOnProperty("ledger.child")
	ApplicationRunner child(ConfigurableEnvironment environment) {
		String command = environment.getRequiredProperty("ledger.child");
		return (args) -> new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
	}

	/**
	 * Initialises the logging system again, as Spring Cloud does it; often, so that lines
	 * come meanwhile.
	 */
	@Bean
	@Order(4)
	@ConditionalOnProperty("ledger.reconfiguration")
	ApplicationRunner reconfiguration(ConfigurableEnvironment environment) {
		return (args) -> {
			for (int i = 0; i < TIMES; i++) {
				LoggingSystem system = LoggingSystem.get(Runners.class.getClassLoader());
				system.cleanUp();
				system.beforeInitialize();
				system.initialize(new LoggingInitializationContext(environment),
						environment.getProperty("logging.config"), LogFile.get(environment));
			}
		};
	}

}
