package io.makedaemon.spring.boot;

/**
 * Whether the application becomes a daemon.
 */
enum DaemonMode {

	/** Never. */
	FALSE,

	/** Where that makes sense. */
	TRUE,

	/** Even where a service manager or supervisor waits for the process. */
	FORCE;

	/**
	 * Return the mode that a text means, ignoring case.
	 * @param text the text
	 * @return the mode
	 * @throws IllegalArgumentException with a message that names all modes, if the text
	 * means none
	 */
	static DaemonMode of(String text) {
		for (DaemonMode mode : values()) {
			if (mode.name().equalsIgnoreCase(text.trim())) {
				return mode;
			}
		}
		throw new IllegalArgumentException("it must be true, false or force");
	}

}
