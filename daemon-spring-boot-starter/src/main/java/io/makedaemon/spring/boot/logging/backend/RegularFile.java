package io.makedaemon.spring.boot.logging.backend;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.makedaemon.capture.StandardStream;
import io.makedaemon.spring.boot.diagnostics.StartRefusedException;

/**
 * Accepts only a regular file as a log. The daemon's own output would come back
 * endlessly, a pipe would block everybody who logs, and a log that grows too large is
 * renamed, whatever it is. A link counts as its target.
 */
public final class RegularFile {

	private RegularFile() {
	}

	/**
	 * Return why a file cannot be a log.
	 * @param file the file, which may not exist yet
	 * @return the reason, as a clause; null if the file can be a log
	 */
	public static @Nullable String problem(Path file) {
		// A directory is reported by whoever tries to open it
		if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
			return "it is not a regular file";
		}
		if (Arrays.stream(StandardStream.values()).anyMatch((stream) -> stream.goesTo(file))) {
			return "it is the daemon's own output, which is captured to be logged";
		}
		return null;
	}

	/**
	 * Refuse the start if a file cannot be a log.
	 * @param file the file
	 * @throws StartRefusedException if it cannot
	 */
	public static void check(Path file) {
		String problem = problem(file);
		if (problem != null) {
			throw new StartRefusedException("The log file " + file + " cannot be used: " + problem,
					"Name a regular file, with logging.file.name or in the logging configuration.");
		}
	}

}
