package io.makedaemon.integration;

import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Makes the start as slow as is wanted, once before the server listens and once behind
 * that, where it can also fail, or ask the application's own server.
 */
@Component
class SlowStart implements ApplicationRunner {

	private static final String RUNNER = "guest.runner";

	private static final Log log = LogFactory.getLog(SlowStart.class);

	private final Duration duration;

	private final Environment environment;

	SlowStart(@Value("${guest.slow:0s}") Duration duration, Environment environment) throws InterruptedException {
		this.duration = duration;
		this.environment = environment;
		Thread.sleep(duration.toMillis());
	}

	@Override
	public void run(ApplicationArguments arguments) throws Exception {
		Thread.sleep(this.duration.toMillis());
		switch (this.environment.getProperty(RUNNER, "")) {
			case "fails" -> throw new IllegalStateException("the runner has failed");
			case "asks" -> log.info("the runner was answered " + ask());
			default -> log.info("the runner is done");
		}
	}

	private int ask() throws Exception {
		String port = this.environment.getRequiredProperty("local.server.port");
		URI uri = URI.create("http://localhost:" + port + "/actuator/daemon");
		return ((HttpURLConnection) uri.toURL().openConnection()).getResponseCode();
	}

}
