package io.makedaemon.posix;

/**
 * Names and texts of error numbers, for the parent, which shows them to the user. The
 * first child only passes the number on.
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
	 * @return its text as in {@code strerror(3)}, for instance {@code Permission denied}
	 */
	static String text(int errno) {
		return jnr.constants.platform.Errno.valueOf(errno).description();
	}

	/**
	 * Return the C library's text of an error number, for a process that has no names.
	 * @param errno the error number
	 * @return its text, perhaps in the language of the user
	 */
	static String textOfLibrary(int errno) {
		return ByteStrings.decode(LibC.readString(LibC.callForAddress("strerror", errno)));
	}

}
