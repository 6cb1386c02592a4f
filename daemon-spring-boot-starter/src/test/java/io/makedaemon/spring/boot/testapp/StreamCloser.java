package io.makedaemon.spring.boot.testapp;

import java.io.IOException;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

import io.makedaemon.Daemon;

/**
 * Does what it should not: closes a stream that is captured.
 */
@Component
@ConditionalOnProperty("test.close-stderr")
class StreamCloser implements ApplicationRunner {

	@Override
	public void run(ApplicationArguments args) throws IOException {
		Daemon.context().orElseThrow().stderr().close();
	}

}
