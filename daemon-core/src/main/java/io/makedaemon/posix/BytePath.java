package io.makedaemon.posix;

import java.net.URI;
import java.nio.file.Path;

/**
 * Paths as byte strings. A {@link Path} keeps the bytes of a name, but its
 * {@code toString} may not. Its URI escapes them one by one.
 */
public final class BytePath {

	private static final String SCHEME = "file://";

	private static final String HARMLESS = "/-._~";

	private BytePath() {
	}

	/**
	 * Return the bytes of a path.
	 * @param path the path; a relative one is resolved against this process's working
	 * directory
	 * @return the absolute path, as a byte string
	 */
	public static String of(Path path) {
		String escaped = path.toUri().getRawPath();
		StringBuilder bytes = new StringBuilder(escaped.length());
		for (int i = 0; i < escaped.length(); i++) {
			char c = escaped.charAt(i);
			if (c == '%') {
				bytes.append((char) Integer.parseInt(escaped, i + 1, i + 3, 16));
				i += 2;
			}
			else {
				bytes.append(c);
			}
		}
		if (bytes.length() > 1 && bytes.charAt(bytes.length() - 1) == '/') {
			bytes.setLength(bytes.length() - 1);
		}
		return bytes.toString();
	}

	/**
	 * Create a path.
	 * @param path the absolute path, as a byte string
	 * @return the path
	 */
	public static Path toPath(String path) {
		StringBuilder escaped = new StringBuilder(SCHEME);
		for (int i = 0; i < path.length(); i++) {
			char c = path.charAt(i);
			if (isHarmless(c)) {
				escaped.append(c);
			}
			else {
				escaped.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 0xf, 16));
			}
		}
		return Path.of(URI.create(escaped.toString()));
	}

	private static boolean isHarmless(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || HARMLESS.indexOf(c) >= 0;
	}

	/**
	 * Make a path absolute.
	 * @param path the path, as a byte string
	 * @param directory the absolute directory that a relative path is resolved against
	 * @return the absolute path
	 */
	public static String absolute(String path, String directory) {
		if (path.startsWith("/")) {
			return path;
		}
		String relative = path;
		while (relative.startsWith("./")) {
			relative = relative.substring(2);
		}
		if (relative.isEmpty() || relative.equals(".")) {
			return directory;
		}
		return directory.endsWith("/") ? directory + relative : directory + "/" + relative;
	}

}
