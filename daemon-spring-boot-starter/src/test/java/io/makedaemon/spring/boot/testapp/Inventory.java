package io.makedaemon.spring.boot.testapp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.PropertySource;
import org.springframework.stereotype.Component;

/**
 * Writes to a file what beans, threads and property sources there are when the
 * application is ready.
 */
@Component
@ConditionalOnProperty("test.inventory")
class Inventory {

	private final ConfigurableApplicationContext context;

	private final Path file;

	Inventory(ConfigurableApplicationContext context, @Value("${test.inventory}") Path file) {
		this.context = context;
		this.file = file;
	}

	@EventListener(ApplicationReadyEvent.class)
	void write() throws IOException {
		Stream<String> beans = Arrays.stream(this.context.getBeanDefinitionNames()).map((name) -> "bean " + name);
		Stream<String> singletons = Arrays.stream(this.context.getBeanFactory().getSingletonNames())
			.map((name) -> "singleton " + name);
		Stream<String> sources = this.context.getEnvironment()
			.getPropertySources()
			.stream()
			.map(PropertySource::getName)
			.map((name) -> "source " + name);
		Stream<String> threads = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map((thread) -> "thread " + thread.getName() + " " + thread.isDaemon());
		Files.write(this.file,
				Stream.of(beans, singletons, sources, threads).flatMap((lines) -> lines).sorted().toList());
	}

}
