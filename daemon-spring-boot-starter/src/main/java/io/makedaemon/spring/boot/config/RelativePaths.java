package io.makedaemon.spring.boot.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.util.PropertyPlaceholderHelper;
import org.springframework.util.StringUtils;

import io.makedaemon.spring.boot.diagnostics.PropertyOrigin;

/**
 * Finds the values of the configuration that refer to a different file in another
 * directory.
 *
 * <p>
 * Only existing text is inspected: nothing is fetched, decrypted or created for this, and
 * a missing value is not an error.
 */
public final class RelativePaths {

	/** The placeholder for the working directory. */
	private static final String USER_DIRECTORY = "${user.dir}";

	/** Every value with a scheme or dots contains one of these, and few others do. */
	private static final List<String> SIGNS = List.of("./", "file:", "filesystem:", "dbc:", USER_DIRECTORY);

	private static final String SYSTEM_PROPERTY_OPTION = "-D";

	private final ConfigurableEnvironment environment;

	private final Map<String, RelativePath> paths = new LinkedHashMap<>();

	private RelativePaths(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	/**
	 * Find the relative paths.
	 * @param environment the environment
	 * @param jvmOptions additional options of the daemon's JVM, which may set properties
	 * @return the paths, one for each property, without those that are resolved against
	 * the launch directory in every process, and one of the application's own logging
	 * configuration
	 */
	public static List<RelativePath> in(ConfigurableEnvironment environment, List<String> jvmOptions) {
		RelativePaths found = new RelativePaths(environment);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable && mayHaveAny(source)) {
				found.addAllOf(iterable);
			}
		}
		for (String option : jvmOptions) {
			found.addOf(option);
		}
		List<RelativePath> paths = new ArrayList<>(found.paths.values());
		String config = found.resolve("logging.config");
		RelativePath logFile = LoggingConfigurationFile
			.relativePath(StringUtils.hasText(config) ? config.strip() : null, found::resolve);
		if (logFile != null) {
			paths.add(logFile);
		}
		return paths;
	}

	/**
	 * Return whether a source may contain relative paths. Few do; for the others, this
	 * avoids adapting their names and loading the classes that look closer.
	 */
	private static boolean mayHaveAny(ConfigurationPropertySource source) {
		if (source.getUnderlyingSource() instanceof EnumerablePropertySource<?> enumerable) {
			for (String name : enumerable.getPropertyNames()) {
				String value = text(enumerable.getProperty(name));
				if (value != null && isPossible(PathProperty.of(name), value)) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * Return a value that is a text, such as a file of a configuration tree. One that
	 * cannot be read is none: the application may not need it.
	 */
	private static @Nullable String text(@Nullable Object value) {
		try {
			return (value instanceof CharSequence text) ? text.toString() : null;
		}
		catch (IllegalStateException ex) {
			return null;
		}
	}

	private static boolean isPossible(PathProperty property, String value) {
		if (property == PathProperty.FILE || property == PathProperty.OF_LAUNCH_DIRECTORY) {
			return property == PathProperty.FILE || value.contains(USER_DIRECTORY);
		}
		for (String sign : SIGNS) {
			if (value.contains(sign)) {
				return true;
			}
		}
		return switch (property) {
			case DIRECTORY -> !value.startsWith("/");
			case ANY -> RelativeLocation.isExisting(value);
			default -> false;
		};
	}

	private void addAllOf(IterableConfigurationPropertySource source) {
		for (ConfigurationPropertyName name : source) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			String value = (property != null) ? text(property.getValue()) : null;
			if (property != null && value != null) {
				String path = path(name.toString(), value);
				if (path != null && isEffective(property)) {
					this.paths.putIfAbsent(name.toString(), new RelativePath(PropertyOrigin.of(property), path));
				}
			}
		}
	}

	private void addOf(String option) {
		int equals = option.indexOf('=');
		if (option.startsWith(SYSTEM_PROPERTY_OPTION) && equals > 0) {
			String name = option.substring(SYSTEM_PROPERTY_OPTION.length(), equals);
			String path = path(name, option.substring(equals + 1));
			if (path != null) {
				this.paths.putIfAbsent(name, new RelativePath(
						"'" + name + "' in " + PropertyOrigin.ofOption("jvmOptions", this.environment), path));
			}
		}
	}

	private @Nullable String path(String name, String value) {
		PathProperty property = PathProperty.of(name);
		if (name.isEmpty() || !isPossible(property, value)) {
			return null;
		}
		try {
			String text = Placeholders.HELPER.replacePlaceholders(value, this::resolve);
			return RelativeLocation.find(text, value.contains(USER_DIRECTORY) ? PathProperty.OTHER : property);
		}
		catch (IllegalArgumentException ex) {
			// A placeholder that refers to itself
			return null;
		}
	}

	private @Nullable String resolve(String placeholder) {
		if (placeholder.equals("user.dir")) {
			return "./";
		}
		for (PropertySource<?> source : this.environment.getPropertySources()) {
			String value = (source instanceof EnumerablePropertySource<?>) ? text(source.getProperty(placeholder))
					: null;
			if (value != null) {
				return value;
			}
		}
		return null;
	}

	/**
	 * Return whether a property is effective. The first source that has a property
	 * counts, and for a list, all of that source's elements.
	 */
	private boolean isEffective(ConfigurationProperty property) {
		ConfigurationPropertyName name = property.getName();
		ConfigurationPropertyName list = name.isLastElementIndexed() ? name.getParent() : null;
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty found = source.getConfigurationProperty(name);
			if (found != null) {
				return found.getValue().equals(property.getValue());
			}
			if (list != null && (source.getConfigurationProperty(list) != null
					|| source.getConfigurationProperty(list.append("[0]")) != null)) {
				return false;
			}
		}
		return false;
	}

	/**
	 * Loaded only if a value may contain placeholders.
	 */
	private static final class Placeholders {

		static final PropertyPlaceholderHelper HELPER = new PropertyPlaceholderHelper("${", "}", ":", '\\', true);

	}

}
