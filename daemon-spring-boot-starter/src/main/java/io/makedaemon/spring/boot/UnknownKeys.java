package io.makedaemon.spring.boot;

import java.lang.reflect.Parameter;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

import io.makedaemon.spring.boot.DaemonProperties.FileProperties;

/**
 * Keys below {@code daemon} that {@link DaemonProperties} does not have, such as a
 * misspelt one.
 */
final class UnknownKeys {

	private static final Set<String> KNOWN = new HashSet<>();

	static {
		addKeys("", DaemonProperties.class);
		addKeys("files.", FileProperties.class);
	}

	private UnknownKeys() {
	}

	/**
	 * Reject all that are in an environment.
	 * @param environment the environment
	 * @throws UnboundConfigurationPropertiesException if there is one
	 */
	static void reject(ConfigurableEnvironment environment) {
		Set<ConfigurationProperty> unknown = new LinkedHashSet<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable && isStrict(source)) {
				for (ConfigurationPropertyName name : iterable) {
					if (DaemonPropertiesBinder.PREFIX.isAncestorOf(name) && !KNOWN.contains(withoutIndexes(name))) {
						unknown.add(source.getConfigurationProperty(name));
					}
				}
			}
		}
		if (!unknown.isEmpty()) {
			throw new UnboundConfigurationPropertiesException(unknown);
		}
	}

	/**
	 * The names of environment variables belong to everybody: DAEMON_HOME may be
	 * anything.
	 */
	private static boolean isStrict(ConfigurationPropertySource source) {
		return !(source.getUnderlyingSource() instanceof PropertySource<?> underlying)
				|| !underlying.getName().endsWith(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
	}

	private static String withoutIndexes(ConfigurationPropertyName name) {
		StringBuilder key = new StringBuilder();
		for (int i = DaemonPropertiesBinder.PREFIX.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
			if (!name.isNumericIndex(i)) {
				key.append(key.isEmpty() ? "" : ".").append(name.getElement(i, Form.UNIFORM));
			}
		}
		return key.toString();
	}

	/**
	 * The keys of a record and of those in it, without dashes, as in
	 * {@link Form#UNIFORM}.
	 */
	private static void addKeys(String prefix, Class<?> type) {
		for (Parameter parameter : type.getDeclaredConstructors()[0].getParameters()) {
			String key = prefix + parameter.getName().toLowerCase(Locale.ROOT);
			KNOWN.add(key);
			if (parameter.getType().isRecord()) {
				addKeys(key + ".", parameter.getType());
			}
		}
	}

}
