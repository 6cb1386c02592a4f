package io.makedaemon.spring.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

/**
 * The environment of an application with nothing in it but what a test puts there, in the
 * sources where Spring Boot has it.
 */
final class TestEnvironment extends StandardEnvironment {

	private final Map<String, Object> systemProperties = new HashMap<>();

	private final Map<String, Object> variables = new HashMap<>();

	TestEnvironment() {
		MutablePropertySources sources = getPropertySources();
		sources.replace(SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
				new MapPropertySource(SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME, this.systemProperties));
		sources.replace(SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
				new SystemEnvironmentPropertySource(SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, this.variables));
		ConfigurationPropertySources.attach(this);
	}

	TestEnvironment arguments(String... arguments) {
		getPropertySources().addAfter("configurationProperties", new SimpleCommandLinePropertySource(arguments));
		return this;
	}

	TestEnvironment systemProperty(String name, String value) {
		this.systemProperties.put(name, value);
		return this;
	}

	TestEnvironment variable(String name, String value) {
		this.variables.put(name, value);
		return this;
	}

	TestEnvironment yaml(String... lines) {
		byte[] bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
		try {
			new YamlPropertySourceLoader().load("application.yml", new ByteArrayResource(bytes, "application.yml"))
				.forEach(getPropertySources()::addLast);
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
