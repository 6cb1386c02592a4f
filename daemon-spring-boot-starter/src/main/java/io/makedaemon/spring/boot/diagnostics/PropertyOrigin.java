package io.makedaemon.spring.boot.diagnostics;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * Finds where the value of a property comes from, whatever its source calls it: Boot's
 * own analyzers do not find {@code DAEMON_PIDFILE} when they look for
 * {@code daemon.pid-file}.
 */
public final class PropertyOrigin {

	private static final String PREFIX = "daemon.";

	private PropertyOrigin() {
	}

	/**
	 * Find where the value of an option of the core comes from, or that of the first
	 * element of a list.
	 * @param option the option, as the core names it; may be empty
	 * @param environment the environment
	 * @return the property and its origin; null if nobody has set it
	 */
	public static @Nullable String ofOption(String option, Environment environment) {
		if (option.isEmpty()) {
			return null;
		}
		return ofProperty(property(option), environment);
	}

	/**
	 * Find where the value of a property comes from, or that of the first element of a
	 * list.
	 * @param name the property
	 * @param environment the environment
	 * @return the property and its origin; null if nobody has set it
	 */
	public static @Nullable String ofProperty(String name, Environment environment) {
		ConfigurationProperty property = find(ConfigurationPropertyName.of(name), environment);
		return (property != null) ? "'" + name + "'" + text(property) : null;
	}

	/**
	 * Return the property of an option.
	 */
	private static String property(String option) {
		int dot = option.indexOf('.');
		String kind = (dot < 0) ? option : option.substring(0, dot);
		String which = option.substring(dot + 1);
		return PREFIX + switch (kind) {
			case "files" -> "files[" + which + "].path";
			case "softLimit" -> "limits." + which + ".soft";
			case "hardLimit" -> "limits." + which + ".hard";
			default -> kind.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
		};
	}

	/**
	 * Describe where the value of a property comes from.
	 * @param property the property
	 * @return the property and its origin
	 */
	public static String of(ConfigurationProperty property) {
		return "'" + property.getName() + "'" + text(property);
	}

	/**
	 * Find where the value of a property comes from, or that of the first element of a
	 * list. A missing property of a list's element has the origin of its siblings.
	 * @param name the name of the property
	 * @param environment the environment; may be null
	 * @return the origin, preceded by a space; empty if it is not known
	 */
	static String of(ConfigurationPropertyName name, @Nullable Environment environment) {
		if (environment == null) {
			return "";
		}
		ConfigurationProperty property = find(name, environment);
		return text((property != null) ? property : beside(name, environment));
	}

	private static @Nullable ConfigurationProperty find(ConfigurationPropertyName name, Environment environment) {
		ConfigurationProperty property = findExactly(name, environment);
		return (property != null) ? property : findExactly(name.append("[0]"), environment);
	}

	private static @Nullable ConfigurationProperty findExactly(ConfigurationPropertyName name,
			Environment environment) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	private static @Nullable ConfigurationProperty beside(ConfigurationPropertyName name, Environment environment) {
		ConfigurationPropertyName parent = name.getParent();
		if (!parent.isLastElementIndexed()) {
			return null;
		}
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				ConfigurationPropertyName first = iterable.stream()
					.filter((other) -> parent.equals(other) || parent.isAncestorOf(other))
					.findFirst()
					.orElse(null);
				if (first != null) {
					return source.getConfigurationProperty(first);
				}
			}
		}
		return null;
	}

	private static String text(@Nullable ConfigurationProperty property) {
		return (property != null && property.getOrigin() != null) ? " (originating from '" + property.getOrigin() + "')"
				: "";
	}

}
