package io.makedaemon.spring.boot.diagnostics;

import io.makedaemon.capture.LineSplitter;

/**
 * A text for a terminal whose parts have styles. The parts are made safe one by one,
 * since a style is a control sequence itself.
 */
public final class StyledText {

	private static final String END = "\u001b[0m";

	private final StringBuilder plain = new StringBuilder();

	private final StringBuilder styled = new StringBuilder();

	/**
	 * Add a part without a style.
	 * @param text the text; may have several lines
	 * @return this text
	 */
	public StyledText add(String text) {
		String harmless = LineSplitter.harmlessLines(text);
		this.plain.append(harmless);
		this.styled.append(harmless);
		return this;
	}

	/**
	 * Add a part.
	 * @param style its style
	 * @param text the text; may have several lines
	 * @return this text
	 */
	public StyledText add(Style style, String text) {
		String harmless = LineSplitter.harmlessLines(text);
		this.plain.append(harmless);
		this.styled.append(style.begin).append(harmless).append(END);
		return this;
	}

	/**
	 * Return the text with its styles.
	 * @return the text with control sequences
	 */
	String styled() {
		return this.styled.toString();
	}

	@Override
	public String toString() {
		return this.plain.toString();
	}

	/**
	 * A style, by the control sequence of ECMA-48.
	 */
	public enum Style {

		/** Bold. */
		BOLD(1),

		/** Faint. */
		FAINT(2),

		/** Red, for what is wrong. */
		RED(31),

		/** Green, for what is as it should be. */
		GREEN(32),

		/** Yellow, for what is not final. */
		YELLOW(33);

		private final String begin;

		Style(int parameter) {
			this.begin = "\u001b[" + parameter + "m";
		}

	}

}
