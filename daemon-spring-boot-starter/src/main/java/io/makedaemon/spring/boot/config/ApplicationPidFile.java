package io.makedaemon.spring.boot.config;

import java.nio.file.Path;
import java.util.Map;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.system.SystemProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * Resolves a relative path for Boot's {@code ApplicationPidFileWriter} in the
 * configuration against the launch directory, if an application uses it.
 */
public final class ApplicationPidFile implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

	/** Configuration data is loaded at +10; the file can be written at +13. */
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 11;

	private static final String PROPERTY = "spring.pid.file";

	private static final String PROPERTY_SOURCE = "daemonPidFile";

	private final Path launchDirectory;

	/**
	 * Create the listener.
	 * @param launchDirectory the directory in which the user typed the command
	 */
	public ApplicationPidFile(Path launchDirectory) {
		this.launchDirectory = launchDirectory;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		if (Path.of("").toAbsolutePath().equals(this.launchDirectory)) {
			return;
		}
		ConfigurableEnvironment environment = event.getEnvironment();
		String file = environment.getProperty(PROPERTY);
		if (file == null) {
			file = environment.getProperty("spring.pidfile");
		}
		if (file == null) {
			file = SystemProperties.get("PIDFILE");
		}
		if (StringUtils.hasText(file)) {
			environment.getPropertySources()
				.addFirst(new MapPropertySource(PROPERTY_SOURCE,
						Map.of(PROPERTY, this.launchDirectory.resolve(file).toString())));
		}
	}

}
