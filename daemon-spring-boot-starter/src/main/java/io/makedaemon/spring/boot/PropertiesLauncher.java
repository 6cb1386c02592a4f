package io.makedaemon.spring.boot;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Boot's launcher of that name, if it has started this program. Relative paths in its
 * {@code loader.path}, wherever that is set, are resolved against its working directory.
 */
final class PropertiesLauncher {

	private static final String NAME = ".PropertiesLauncher";

	private static final List<String> PATHS = List.of("loader.path", "loader.home", "loader.config.location");

	private PropertiesLauncher() {
	}

	/**
	 * Return whether the launcher has started this program.
	 * @return whether its main method is the outermost on this thread
	 */
	static boolean isUsed() {
		return ProgramMain.ofThisThread().endsWith(NAME);
	}

	/**
	 * Find a relative path that the user has passed to the launcher.
	 * @return the property and its value, or null if there is none
	 */
	static @Nullable String relativePath() {
		for (String property : PATHS) {
			String value = System.getProperty(property);
			if (value == null) {
				value = System.getenv(property.replace('.', '_').toUpperCase(Locale.ROOT));
			}
			if (value != null && Stream.of(value.split(",", -1)).anyMatch(PropertiesLauncher::isRelative)) {
				return property + "=" + value;
			}
		}
		return null;
	}

	private static boolean isRelative(String path) {
		return !path.isBlank() && !path.startsWith("/") && path.indexOf(':') < 0;
	}

}
