package io.makedaemon.spring.boot.diagnostics;

import java.io.File;
import java.io.FileNotFoundException;
import java.nio.file.FileSystemException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A file that a failure names by a relative path, which does not say where it was sought.
 */
final class RelativeFile {

	/** The path is followed by the reason, unless it is the whole message. */
	private static final Pattern MESSAGE = Pattern.compile("([^/\\s\\[][^\\[]*) \\([^()]*\\)|([^/\\s\\[][^\\s\\[:]*)");

	private RelativeFile() {
	}

	/**
	 * Find a relative path in a failure.
	 * @param failure the failure
	 * @return a sentence with the absolute path in this process; null if there is none
	 */
	static @Nullable String in(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String path = path(cause);
			if (path != null) {
				return "The relative path " + path + " means " + new File(path).getAbsolutePath() + " here.";
			}
		}
		return null;
	}

	private static @Nullable String path(Throwable cause) {
		if (cause instanceof FileSystemException ex) {
			String file = ex.getFile();
			return (file == null || file.isEmpty() || file.startsWith("/")) ? null : file;
		}
		String message = (cause instanceof FileNotFoundException) ? cause.getMessage() : null;
		Matcher matcher = (message != null) ? MESSAGE.matcher(message) : null;
		if (matcher == null || !matcher.matches()) {
			return null;
		}
		return (matcher.group(1) != null) ? matcher.group(1) : matcher.group(2);
	}

}
