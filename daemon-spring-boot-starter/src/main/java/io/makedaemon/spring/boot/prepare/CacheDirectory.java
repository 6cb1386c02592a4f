package io.makedaemon.spring.boot.prepare;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

import io.makedaemon.DaemonException;
import io.makedaemon.ProcessState;
import io.makedaemon.spring.boot.config.FileNames;

/**
 * Where preparations of an application are kept. By default this is in {@code /var/cache}
 * for root, else in the user's cache directory according to the XDG Base Directory
 * Specification.
 */
public final class CacheDirectory {

	private static final Path DIRECTORY_OF_ROOT = Path.of("/var/cache");

	private CacheDirectory() {
	}

	/**
	 * Find the directory.
	 * @param property the value of {@code daemon.cache-directory}, or null
	 * @param programName the program's name
	 * @param launchDirectory the directory against which a relative path is resolved
	 * @return the directory, which may not exist; null if there is none
	 */
	public static @Nullable Path of(@Nullable String property, String programName, Path launchDirectory) {
		try {
			if (property != null) {
				return StringUtils.hasText(property) ? launchDirectory.resolve(property).normalize() : null;
			}
			Path caches = of(ProcessState.effectiveUserId(), System.getenv("XDG_CACHE_HOME"),
					System.getProperty("user.home", ""));
			return (caches != null) ? caches.resolve(FileNames.of(programName)) : null;
		}
		catch (InvalidPathException ex) {
			throw new InvalidConfigurationPropertyValueException("daemon.cache-directory", property, ex.getMessage());
		}
		catch (IOException ex) {
			throw new DaemonException(
					"cannot determine where the cache directory is, set daemon.cache-directory: " + ex.getMessage(),
					ex);
		}
	}

	/**
	 * Return the default directory; null if there is none, since the JVM may not know the
	 * user's home.
	 */
	static @Nullable Path of(int uid, @Nullable String caches, String home) {
		if (uid == 0) {
			return DIRECTORY_OF_ROOT;
		}
		if (caches != null && caches.startsWith("/")) {
			return Path.of(caches);
		}
		return home.startsWith("/") ? Path.of(home, ".cache") : null;
	}

}
