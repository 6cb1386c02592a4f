package com.example.jetty;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * Makes the start as slow as is wanted, before the server listens and behind that.
 */
@Component
class SlowStart implements ApplicationRunner {

	private static final Log log = LogFactory.getLog(SlowStart.class);

	private final Duration duration;

	SlowStart(@Value("${slow:0s}") Duration duration) throws InterruptedException {
		this.duration = duration;
		Thread.sleep(duration.toMillis());
	}

	@Override
	public void run(ApplicationArguments arguments) throws InterruptedException {
		Thread.sleep(this.duration.toMillis());
		log.info("the runner is done");
	}

}
