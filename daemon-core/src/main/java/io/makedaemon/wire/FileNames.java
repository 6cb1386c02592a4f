package io.makedaemon.wire;

import org.jspecify.annotations.Nullable;

/**
 * The variables that carry the names of inherited files, in godaemon's form:
 * {@code __DAEMON_FD_n} is the name of descriptor n in hex, a colon, and the value that
 * the user's variable of this name had.
 */
public final class FileNames {

	/** The prefix of the variables' names. */
	public static final String PREFIX = "__DAEMON_FD_";

	private FileNames() {
	}

	/**
	 * Return a variable's value.
	 * @param name the file's name, as a byte string
	 * @param original the variable's value in the user's environment, or null
	 * @return the value
	 */
	public static String encode(String name, @Nullable String original) {
		StringBuilder value = new StringBuilder(2 * name.length() + 1);
		for (int i = 0; i < name.length(); i++) {
			char c = name.charAt(i);
			value.append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 0xf, 16));
		}
		return value.append(':').append((original != null) ? original : "").toString();
	}

	/**
	 * Read the file's name from a variable's value.
	 * @param value the value
	 * @return the name, as a byte string
	 * @throws IllegalArgumentException if the value does not have that form
	 */
	public static String decode(String value) {
		int end = value.indexOf(':');
		if (end < 0 || end % 2 != 0) {
			throw new IllegalArgumentException("not the name of an inherited file: " + value);
		}
		StringBuilder name = new StringBuilder(end / 2);
		for (int i = 0; i < end; i += 2) {
			name.append((char) Integer.parseInt(value, i, i + 2, 16));
		}
		return name.toString();
	}

}
