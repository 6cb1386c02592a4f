package io.makedaemon.spring.boot.config;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.ApplicationPidFileWriter;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.system.SystemProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * The file of Boot's {@code ApplicationPidFileWriter}, if an application uses it. A
 * relative path in the configuration is resolved against the launch directory.
 *
 * <p>
 * The writer writes to a file of no importance instead: what it writes is deleted when
 * the process ends, in an upgrade as well, although the file names another process then.
 */
public final class ApplicationPidFile implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

	/** Configuration data is loaded at +10; the file can be written at +13. */
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 11;

	private static final String PROPERTY = "spring.pid.file";

	static final String PROPERTY_SOURCE = "daemonPidFile";

	private static final String PID_WRITER = "org.springframework.boot.context.ApplicationPidFileWriter";

	private static final String PORT_WRITER = "org.springframework.boot.web.server.context.WebServerPortFileWriter";

	private final Path launchDirectory;

	private final Map<String, Object> properties = new HashMap<>();

	private @Nullable Path file;

	private @Nullable Path written;

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
		ConfigurableEnvironment environment = event.getEnvironment();
		Path configured = configured(environment);
		this.file = file(event.getSpringApplication(), configured);
		this.written = (this.file != null) ? temporary() : null;
		Path path = (this.written != null) ? this.written : configured;
		if (path != null) {
			this.properties.put(PROPERTY, path.toString());
			environment.getPropertySources().addFirst(new MapPropertySource(PROPERTY_SOURCE, this.properties));
		}
	}

	private @Nullable Path configured(ConfigurableEnvironment environment) {
		String file = environment.getProperty(PROPERTY);
		if (file == null) {
			file = environment.getProperty("spring.pidfile");
		}
		if (file == null) {
			file = SystemProperties.get("PIDFILE", "pidfile");
		}
		return StringUtils.hasText(file) ? this.launchDirectory.resolve(file) : null;
	}

	/**
	 * Return the file that a writer of the application writes; null if there is none, or
	 * it is not known.
	 */
	private static @Nullable Path file(SpringApplication application, @Nullable Path configured) {
		for (ApplicationListener<?> listener : application.getListeners()) {
			if (is(listener, PID_WRITER)) {
				return (configured != null) ? configured : declared(listener);
			}
		}
		return null;
	}

	/**
	 * Return whether Boot writes files about an application. Its classes are not loaded
	 * for that.
	 * @param context the application's context, which has the listeners
	 * @return whether there is a writer of process ids or ports
	 */
	public static boolean isWanted(ConfigurableApplicationContext context) {
		if (context instanceof AbstractApplicationContext abstractContext) {
			for (ApplicationListener<?> listener : abstractContext.getApplicationListeners()) {
				if (is(listener, PID_WRITER) || is(listener, PORT_WRITER)) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean is(Object listener, String name) {
		Class<?> type = listener.getClass();
		while (type != null && !type.getName().equals(name)) {
			type = type.getSuperclass();
		}
		return type != null;
	}

	private static @Nullable Path declared(ApplicationListener<?> writer) {
		Field field = ReflectionUtils.findField(ApplicationPidFileWriter.class, null, File.class);
		if (field == null) {
			return null;
		}
		ReflectionUtils.makeAccessible(field);
		return (ReflectionUtils.getField(field, writer) instanceof File file) ? file.toPath().toAbsolutePath() : null;
	}

	private static @Nullable Path temporary() {
		try {
			Path path = Files.createTempFile("daemon", ".pid");
			path.toFile().deleteOnExit();
			return path;
		}
		catch (IOException ex) {
			// The writer writes the file directly, and it is missing after an upgrade
			return null;
		}
	}

	/**
	 * Take over from the writer: it has written a file, which is removed, and the
	 * configuration names the real one again.
	 * @return the file that is to be written; null if the writer has not, or not yet,
	 * written one
	 */
	public @Nullable Path take() {
		Path written = this.written;
		Path file = this.file;
		if (written == null || file == null || written.toFile().length() == 0) {
			return null;
		}
		this.written = null;
		this.properties.put(PROPERTY, file.toString());
		try {
			Files.deleteIfExists(written);
		}
		catch (IOException ex) {
			// When the process ends
		}
		return file;
	}

}
