package io.makedaemon.spring.boot.testapp;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.PropertiesPropertySource;

/**
 * Adds the properties of a file that the application reads itself, as libraries for
 * {@code .env} do: in the working directory, if it is there.
 */
record OwnProperties(String file) implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

	/** Configuration data is loaded at +10. */
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 11;

	static void addIfWanted(SpringApplication application) {
		String file = System.getProperty("test.own-properties");
		if (file != null) {
			application.addListeners(new OwnProperties(file.isEmpty() ? ".env" : file));
		}
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		Properties properties = new Properties();
		if (Files.exists(Path.of(this.file))) {
			try (Reader reader = Files.newBufferedReader(Path.of(this.file))) {
				properties.load(reader);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		event.getEnvironment().getPropertySources().addLast(new PropertiesPropertySource("own", properties));
	}

}
