package io.makedaemon.spring.boot.testapp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Keeps the application from being ready until a file exists. Another one, with
 * {@code -reached} behind its name, says that this has begun.
 */
@Component
@ConditionalOnProperty("test.gate")
class Gate implements ApplicationRunner {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

	private final Path file;

	Gate(@Value("${test.gate}") Path file) {
		this.file = file;
	}

	@Override
	public void run(ApplicationArguments args) throws IOException {
		Files.createFile(Path.of(this.file + "-reached"));
		while (!Files.exists(this.file)) {
			LockSupport.parkNanos(PAUSE);
		}
	}

}
