package io.makedaemon.spring.boot.testapp;

import java.time.Duration;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Takes its time with a failure that listeners have heard of and nobody has told yet: as
 * long as the command could be told of a success meanwhile.
 */
class SlowReporter implements SpringBootExceptionReporter {

	SlowReporter(ConfigurableApplicationContext context) throws InterruptedException {
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			if (thread.getName().equals("daemon-ready")) {
				thread.join(Duration.ofSeconds(1).toMillis());
			}
		}
	}

	@Override
	public boolean reportException(Throwable failure) {
		return false;
	}

}
