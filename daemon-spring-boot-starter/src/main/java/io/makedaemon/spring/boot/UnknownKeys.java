package io.makedaemon.spring.boot;

import java.lang.reflect.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
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
import io.makedaemon.spring.boot.DaemonProperties.SocketProperties;
import io.makedaemon.spring.boot.diagnostics.Suggestion;
import io.makedaemon.spring.boot.diagnostics.UnknownDaemonPropertiesException;

/**
 * Finds keys below {@code daemon} that {@link DaemonProperties} does not have, such as
 * misspelled ones.
 */
final class UnknownKeys {

	/** Stands for the index of an element of a list. */
	private static final String INDEX = "[]";

	/** The keys as in the records, by the same in {@link Form#UNIFORM}. */
	private static final Map<String, String> KNOWN = new LinkedHashMap<>();

	static {
		addKeys("", DaemonProperties.class);
		addKeys("files" + INDEX + ".", FileProperties.class);
		addKeys("sockets" + INDEX + ".", SocketProperties.class);
	}

	private UnknownKeys() {
	}

	/**
	 * Reject the unknown keys of an environment.
	 * @param environment the environment
	 * @throws UnknownDaemonPropertiesException if there is an unknown key
	 */
	static void reject(ConfigurableEnvironment environment) {
		Map<ConfigurationProperty, String> unknown = new LinkedHashMap<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable && isStrict(source)) {
				for (ConfigurationPropertyName name : iterable) {
					ConfigurationProperty property = isOurs(name) ? source.getConfigurationProperty(name) : null;
					if (property != null && !isKnown(property)) {
						unknown.put(property, meant(name));
					}
				}
			}
		}
		if (!unknown.isEmpty()) {
			throw new UnknownDaemonPropertiesException(unknown);
		}
	}

	private static boolean isOurs(ConfigurationPropertyName name) {
		return DaemonPropertiesBinder.PREFIX.equals(name) || DaemonPropertiesBinder.PREFIX.isAncestorOf(name);
	}

	/**
	 * Return whether a property is known. In YAML, a key may have nothing below it.
	 */
	private static boolean isKnown(ConfigurationProperty property) {
		ConfigurationPropertyName name = property.getName();
		return DaemonPropertiesBinder.PREFIX.equals(name) ? property.getValue().toString().isEmpty()
				: KNOWN.containsKey(pattern(name));
	}

	/**
	 * Return whether unknown keys of a source are errors. Environment variables are not:
	 * DAEMON_HOME may be anybody's.
	 */
	private static boolean isStrict(ConfigurationPropertySource source) {
		return !(source.getUnderlyingSource() instanceof PropertySource<?> underlying)
				|| !underlying.getName().endsWith(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
	}

	/**
	 * Return the name that was probably meant, or an empty string. An index in it is the
	 * one that was typed.
	 */
	private static String meant(ConfigurationPropertyName name) {
		String meant = Suggestion.of(pattern(name), KNOWN.keySet());
		if (meant == null) {
			return "";
		}
		String key = DataObjectPropertyName.toDashedForm(KNOWN.getOrDefault(meant, meant));
		String index = IntStream.range(0, name.getNumberOfElements())
			.filter(name::isNumericIndex)
			.mapToObj((i) -> "[" + name.getElement(i, Form.UNIFORM) + "]")
			.findFirst()
			.orElse("[0]");
		return DaemonPropertiesBinder.PREFIX + "." + key.replaceFirst(Pattern.quote(INDEX), index).replace(INDEX, "");
	}

	private static String pattern(ConfigurationPropertyName name) {
		StringBuilder key = new StringBuilder();
		for (int i = DaemonPropertiesBinder.PREFIX.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
			if (name.isNumericIndex(i)) {
				key.append(INDEX);
			}
			else {
				key.append(key.isEmpty() ? "" : ".").append(name.getElement(i, Form.UNIFORM));
			}
		}
		return key.toString();
	}

	/**
	 * Add the keys of a record and of the records in it.
	 */
	private static void addKeys(String prefix, Class<?> type) {
		for (Parameter parameter : type.getDeclaredConstructors()[0].getParameters()) {
			String key = prefix + parameter.getName();
			add(key);
			if (parameter.getType() == List.class) {
				add(key + INDEX);
			}
			if (parameter.getType().isRecord()) {
				addKeys(key + ".", parameter.getType());
			}
		}
	}

	private static void add(String key) {
		KNOWN.put(key.toLowerCase(Locale.ROOT), key);
	}

}
