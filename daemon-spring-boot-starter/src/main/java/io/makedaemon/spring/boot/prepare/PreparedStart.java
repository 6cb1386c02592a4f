package io.makedaemon.spring.boot.prepare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.makedaemon.prepare.Preparation;
import io.makedaemon.spring.boot.diagnostics.Terminal;

/**
 * A start by what was prepared. What cannot be used is no reason not to start.
 */
public final class PreparedStart {

	private PreparedStart() {
	}

	/**
	 * Find what was prepared, and say on standard error why it cannot be used, if so.
	 * @param name the program's name
	 * @param cache the cache directory, or null if there is to be none
	 * @param daemonOptions options that the daemon's JVM gets besides its own
	 * @param daemonUser the daemon's user, or null if it is this one
	 * @param quiet whether nothing is said
	 * @return what was prepared, or null if there is nothing that can be used
	 */
	public static @Nullable Preparation find(String name, @Nullable Path cache, List<String> daemonOptions,
			@Nullable String daemonUser, boolean quiet) {
		try {
			return (cache != null) ? Preparation.find(cache, daemonOptions, daemonUser) : null;
		}
		catch (IOException ex) {
			if (!quiet) {
				Terminal.complain(name + " starts without what was prepared in " + cache + ": " + ex.getMessage()
						+ " (--daemon.command=prepare does it anew)");
			}
			return null;
		}
	}

}
