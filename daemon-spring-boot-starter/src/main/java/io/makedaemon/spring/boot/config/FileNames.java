package io.makedaemon.spring.boot.config;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Names of files that are named after a program: the same in every locale, since a
 * command of cron has to find what that of a login shell has made.
 */
public final class FileNames {

	private FileNames() {
	}

	/**
	 * Return the name of a file.
	 * @param programName the program's name
	 * @return the name without slashes, in which percent signs and characters outside of
	 * ASCII are escaped as in a URL
	 */
	public static String of(String programName) {
		StringBuilder name = new StringBuilder();
		for (byte b : programName.replace('/', '_').getBytes(StandardCharsets.UTF_8)) {
			name.append((b >= 0 && b != '%') ? (char) b : String.format(Locale.ROOT, "%%%02X", b));
		}
		return name.toString();
	}

}
