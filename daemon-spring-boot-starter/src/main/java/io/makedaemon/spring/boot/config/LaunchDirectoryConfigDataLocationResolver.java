package io.makedaemon.spring.boot.config;

import java.util.List;
import java.util.stream.Stream;

import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.context.config.ConfigDataLocationResolver;
import org.springframework.boot.context.config.ConfigDataLocationResolverContext;
import org.springframework.boot.context.config.Profiles;
import org.springframework.boot.context.config.StandardConfigDataLocationResolver;
import org.springframework.boot.context.config.StandardConfigDataResource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.util.ResourceUtils;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonStage;

/**
 * Resolves the locations of configuration files in the daemon as they were resolved in
 * the parent: relative ones against the launch directory, not the daemon's working
 * directory. Everything else is left to Boot.
 */
class LaunchDirectoryConfigDataLocationResolver implements ConfigDataLocationResolver<StandardConfigDataResource> {

	private static final List<String> FILE_PREFIXES = List.of("file:", "resource:");

	private final StandardConfigDataLocationResolver resolver;

	LaunchDirectoryConfigDataLocationResolver(DeferredLogFactory logFactory, Binder binder) {
		this.resolver = new StandardConfigDataLocationResolver(logFactory, binder,
				new LaunchDirectoryResourceLoader(Daemon.launchDirectory()));
	}

	@Override
	public boolean isResolvable(ConfigDataLocationResolverContext context, ConfigDataLocation location) {
		return Daemon.stage() == DaemonStage.DAEMON && Stream.of(location.split()).allMatch(this::isFile);
	}

	private boolean isFile(ConfigDataLocation location) {
		String value = location.getValue();
		return FILE_PREFIXES.stream().anyMatch(value::startsWith) || !hasPrefix(value);
	}

	/**
	 * Return whether a location has a prefix; without one it is a file, or relative to
	 * the file that imports it.
	 */
	private static boolean hasPrefix(String value) {
		return ResourceUtils.isUrl(value) || value.matches("[a-zA-Z][a-zA-Z0-9*]*:.*");
	}

	@Override
	public List<StandardConfigDataResource> resolve(ConfigDataLocationResolverContext context,
			ConfigDataLocation location) {
		return this.resolver.resolve(context, location);
	}

	@Override
	public List<StandardConfigDataResource> resolveProfileSpecific(ConfigDataLocationResolverContext context,
			ConfigDataLocation location, Profiles profiles) {
		return this.resolver.resolveProfileSpecific(context, location, profiles);
	}

}
