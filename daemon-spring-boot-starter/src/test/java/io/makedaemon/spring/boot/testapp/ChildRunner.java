package io.makedaemon.spring.boot.testapp;

import java.io.IOException;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Runs a shell command that inherits the standard streams.
 */
@Component
@ConditionalOnProperty("test.child")
class ChildRunner implements ApplicationRunner {

	private final String command;

	ChildRunner(@Value("${test.child}") String command) {
		this.command = command;
	}

	@Override
	public void run(ApplicationArguments args) throws IOException, InterruptedException {
		new ProcessBuilder("sh", "-c", this.command).inheritIO().start().waitFor();
	}

}
