package io.makedaemon.spring.boot;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Finds the log file of a daemon that is running. It need not be where this command's
 * would be, which may have been typed in another directory.
 */
final class RunningLog {

	private RunningLog() {
	}

	/**
	 * Finds the file.
	 * @param pid the daemon's process id
	 * @param expected where it would be if the daemon was started here, or null if that
	 * is not known
	 * @return the file of that name that the daemon has open, else the one that is here,
	 * else null
	 */
	static @Nullable Path find(long pid, @Nullable Path expected) {
		if (expected == null) {
			return null;
		}
		try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
			for (Path descriptor : descriptors) {
				Path target = target(descriptor);
				if (target != null && expected.getFileName().equals(target.getFileName())) {
					return target;
				}
			}
		}
		catch (IOException ex) {
			// Another user's
		}
		return Files.exists(expected) ? expected : null;
	}

	private static @Nullable Path target(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor);
		}
		catch (IOException ex) {
			// Closed meanwhile
			return null;
		}
	}

}
