package io.makedaemon.spring.boot;

import java.util.Locale;

/**
 * When a supervisor starts the daemon again.
 */
enum SuperviseMode {

	/** Never: there is none. */
	NO,

	/** When the daemon has failed. */
	ON_FAILURE,

	/** Also when the daemon has ended by itself. */
	ALWAYS;

	/** What a value must be. */
	static final String MODES = "it must be no, on-failure or always";

	/**
	 * Return the mode that a text means, ignoring case. YAML reads an unquoted no as
	 * false.
	 * @param text the text
	 * @return the mode
	 * @throws IllegalArgumentException with a message that names all modes, if the text
	 * means none
	 */
	static SuperviseMode of(String text) {
		return switch (text.trim().toLowerCase(Locale.ROOT)) {
			case "no", "false" -> NO;
			case "on-failure" -> ON_FAILURE;
			case "always" -> ALWAYS;
			default -> throw new IllegalArgumentException(MODES);
		};
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
