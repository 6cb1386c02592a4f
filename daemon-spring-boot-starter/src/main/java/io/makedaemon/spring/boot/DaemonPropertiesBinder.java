package io.makedaemon.spring.boot;

import java.lang.reflect.Parameter;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Bindable.BindRestriction;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.IgnoreTopLevelConverterNotFoundBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

import io.makedaemon.spring.boot.DaemonProperties.FileProperties;

/**
 * Binds {@link DaemonProperties}, strictly: a key that is not known is an error, not a
 * default that nobody asked for.
 */
final class DaemonPropertiesBinder {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("daemon");

	private static final ConfigurationPropertyName UMASK = ConfigurationPropertyName.of("daemon.umask");

	private static final Set<String> KNOWN = new HashSet<>();

	static {
		addKeys("", DaemonProperties.class);
		addKeys("files.", FileProperties.class);
	}

	private final ConfigurableEnvironment environment;

	DaemonPropertiesBinder(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	DaemonProperties bind() {
		rejectUnknownKeys();
		rejectNumericUmask();
		// A variable DAEMON, or an argument --daemon, is not the whole of the properties
		Bindable<DaemonProperties> target = Bindable.of(DaemonProperties.class)
			.withBindRestrictions(BindRestriction.NO_DIRECT_PROPERTY);
		return Binder.get(this.environment)
			.bindOrCreate(PREFIX.toString(), target, new IgnoreTopLevelConverterNotFoundBindHandler());
	}

	private void rejectUnknownKeys() {
		Set<ConfigurationProperty> unknown = new LinkedHashSet<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable && isStrict(source)) {
				iterable.stream()
					.filter((name) -> PREFIX.isAncestorOf(name) && !KNOWN.contains(withoutIndexes(name)))
					.map(source::getConfigurationProperty)
					.forEach(unknown::add);
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
		return IntStream.range(PREFIX.getNumberOfElements(), name.getNumberOfElements())
			.filter((element) -> !name.isNumericIndex(element))
			.mapToObj((element) -> name.getElement(element, Form.UNIFORM))
			.collect(Collectors.joining("."));
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

	/**
	 * YAML reads an unquoted 027 as an octal number, and what comes here is 23.
	 */
	private void rejectNumericUmask() {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(UMASK);
			if (property != null) {
				if (property.getValue() instanceof Number number) {
					throw new InvalidConfigurationPropertyValueException(UMASK.toString(), number,
							"Without quotes, YAML has made a decimal number of it. Write it in quotes, as in \"027\".");
				}
				return;
			}
		}
	}

}
