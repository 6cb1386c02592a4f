package io.makedaemon.spring.boot.testapp;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

import io.makedaemon.Daemon;

/**
 * Writes to a file of the launch directory what properties have which values.
 */
@Component
@ConditionalOnProperty("test.echo")
class Echo implements ApplicationRunner {

	private final Environment environment;

	private final List<String> names;

	Echo(Environment environment, @Value("${test.echo}") List<String> names) {
		this.environment = environment;
		this.names = names;
	}

	@Override
	public void run(ApplicationArguments args) throws IOException {
		Files.write(Daemon.launchDirectory().resolve("echo"),
				this.names.stream().map((name) -> name + "=" + this.environment.getProperty(name)).toList());
	}

}
