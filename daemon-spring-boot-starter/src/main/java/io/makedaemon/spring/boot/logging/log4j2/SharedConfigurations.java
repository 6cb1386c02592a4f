package io.makedaemon.spring.boot.logging.log4j2;

import java.net.URI;

import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes configurations whose appenders share their files, while it is in use.
 */
final class SharedConfigurations extends ConfigurationFactory {

	private final ConfigurationFactory factory;

	private final SharedFiles files;

	private SharedConfigurations(ConfigurationFactory factory, SharedFiles files) {
		this.factory = factory;
		this.files = files;
	}

	/**
	 * Use it from now on.
	 * @param files whether and how the files are shared
	 */
	static void begin(SharedFiles files) {
		setConfigurationFactory(new SharedConfigurations(getInstance(), files));
	}

	/**
	 * Make later configurations as before, unless somebody else makes them by now.
	 */
	static void end() {
		if (getInstance() instanceof SharedConfigurations shared) {
			setConfigurationFactory(shared.factory);
		}
	}

	@Override
	protected String[] getSupportedTypes() {
		return new String[] { "*" };
	}

	@Override
	public @Nullable Configuration getConfiguration(LoggerContext context, ConfigurationSource source) {
		return shared(this.factory.getConfiguration(context, source));
	}

	@Override
	public @Nullable Configuration getConfiguration(LoggerContext context, String name, URI location) {
		return shared(this.factory.getConfiguration(context, name, location));
	}

	@Override
	public @Nullable Configuration getConfiguration(LoggerContext context, String name, URI location,
			ClassLoader loader) {
		return shared(this.factory.getConfiguration(context, name, location, loader));
	}

	private @Nullable Configuration shared(@Nullable Configuration configuration) {
		if (configuration instanceof AbstractConfiguration known) {
			known.setPluginManager(new SharedPlugins(this.files));
		}
		return configuration;
	}

}
