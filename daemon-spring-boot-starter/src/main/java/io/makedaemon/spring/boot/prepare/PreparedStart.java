package io.makedaemon.spring.boot.prepare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.makedaemon.prepare.Preparation;
import io.makedaemon.spring.boot.diagnostics.Terminal;

/**
 * Starts from a preparation. A preparation that cannot be used never prevents the start.
 */
public final class PreparedStart {

	private PreparedStart() {
	}

	/**
	 * Find the preparation. If it cannot be used, print the reason to standard error.
	 * @param name the program's name
	 * @param cache the cache directory, or null if there is none
	 * @param daemonOptions additional options of the daemon's JVM
	 * @param daemonUser the daemon's user, or null if it is this user
	 * @param quiet whether to print nothing
	 * @return the preparation, or null if there is none that can be used
	 */
	public static @Nullable Preparation find(String name, @Nullable Path cache, List<String> daemonOptions,
			@Nullable String daemonUser, boolean quiet) {
		try {
			return (cache != null) ? Preparation.find(cache, daemonOptions, daemonUser) : null;
		}
		catch (IOException ex) {
			if (!quiet) {
				Terminal.complain(name + " starts without its preparation in " + cache + ": " + ex.getMessage()
						+ " (run --daemon.command=prepare again)");
			}
			return null;
		}
	}

}
