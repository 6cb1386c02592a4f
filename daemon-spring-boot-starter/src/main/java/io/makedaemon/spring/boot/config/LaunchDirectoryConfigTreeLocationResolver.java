package io.makedaemon.spring.boot.config;

import java.nio.file.Path;
import java.util.List;

import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.context.config.ConfigDataLocationResolver;
import org.springframework.boot.context.config.ConfigDataLocationResolverContext;
import org.springframework.boot.context.config.ConfigTreeConfigDataLocationResolver;
import org.springframework.boot.context.config.ConfigTreeConfigDataResource;
import org.springframework.core.Ordered;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonStage;

/**
 * Resolves relative config trees in the daemon as they were resolved in the parent:
 * against the launch directory. Everything else is left to Boot.
 */
class LaunchDirectoryConfigTreeLocationResolver
		implements ConfigDataLocationResolver<ConfigTreeConfigDataResource>, Ordered {

	private static final String PREFIX = "configtree:";

	private final ConfigTreeConfigDataLocationResolver resolver;

	LaunchDirectoryConfigTreeLocationResolver() {
		this.resolver = new ConfigTreeConfigDataLocationResolver(
				new LaunchDirectoryResourceLoader(Daemon.launchDirectory()));
	}

	/**
	 * Return an order before Boot's resolver.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public boolean isResolvable(ConfigDataLocationResolverContext context, ConfigDataLocation location) {
		return Daemon.stage() == DaemonStage.DAEMON && location.hasPrefix(PREFIX)
				&& !Path.of(location.getNonPrefixedValue(PREFIX)).isAbsolute();
	}

	@Override
	public List<ConfigTreeConfigDataResource> resolve(ConfigDataLocationResolverContext context,
			ConfigDataLocation location) {
		boolean pattern = location.getValue().contains("*");
		return this.resolver.resolve(context, pattern ? location : absolute(location, Daemon.launchDirectory()));
	}

	/**
	 * Return the absolute location. A pattern is resolved as a resource, anything else as
	 * a path.
	 */
	private static ConfigDataLocation absolute(ConfigDataLocation location, Path launchDirectory) {
		String path = location.getNonPrefixedValue(PREFIX);
		String optional = location.isOptional() ? ConfigDataLocation.OPTIONAL_PREFIX : "";
		// A trailing slash marks a directory
		return ConfigDataLocation.of(optional + PREFIX + launchDirectory + "/" + path);
	}

}
