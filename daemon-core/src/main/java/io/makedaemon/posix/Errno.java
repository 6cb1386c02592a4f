package io.makedaemon.posix;

/**
 * Names and texts of error numbers. For the parent, which tells them to people: the first
 * child passes the number on.
 */
final class Errno {

	private Errno() {
	}

	/**
	 * Return the name of an error number.
	 * @param errno the error number
	 * @return its name, for instance {@code EACCES}
	 */
	static String name(int errno) {
		return jnr.constants.platform.Errno.valueOf(errno).name();
	}

	/**
	 * Return the text of an error number.
	 * @param errno the error number
	 * @return its text as of {@code strerror(3)}, for instance {@code Permission denied}
	 */
	static String text(int errno) {
		return jnr.constants.platform.Errno.valueOf(errno).description();
	}

}
