package io.makedaemon.spring.boot.testapp;

import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Is down as long as a file exists.
 */
@Component
@ConditionalOnProperty("test.down")
@ConditionalOnClass(HealthIndicator.class)
class FileHealthIndicator implements HealthIndicator {

	private final Path file;

	FileHealthIndicator(@Value("${test.down}") Path file) {
		this.file = file;
	}

	@Override
	public Health health() {
		return (Files.exists(this.file) ? Health.down() : Health.up()).build();
	}

}
