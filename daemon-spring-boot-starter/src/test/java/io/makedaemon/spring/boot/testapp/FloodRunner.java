package io.makedaemon.spring.boot.testapp;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

import io.makedaemon.programs.Flood;

/**
 * Floods both standard streams.
 */
@Component
@ConditionalOnProperty("test.flood")
class FloodRunner implements ApplicationRunner {

	private final int lines;

	FloodRunner(@Value("${test.flood}") int lines) {
		this.lines = lines;
	}

	@Override
	public void run(ApplicationArguments args) throws InterruptedException {
		Flood.print(this.lines);
	}

}
