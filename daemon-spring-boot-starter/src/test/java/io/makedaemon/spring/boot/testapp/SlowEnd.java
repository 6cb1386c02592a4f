package io.makedaemon.spring.boot.testapp;

import java.time.Duration;

import jakarta.annotation.PreDestroy;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Takes its time to end.
 */
@Component
@ConditionalOnProperty("test.slow-end")
class SlowEnd {

	private final Duration time;

	SlowEnd(@Value("${test.slow-end}") Duration time) {
		this.time = time;
	}

	@PreDestroy
	void end() throws InterruptedException {
		Thread.sleep(this.time.toMillis());
	}

}
