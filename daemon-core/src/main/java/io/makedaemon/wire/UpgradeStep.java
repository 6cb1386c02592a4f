package io.makedaemon.wire;

import org.jspecify.annotations.Nullable;

/**
 * The last step of an upgrade, which the first child of the next generation tells both
 * generations, one byte each. A generation that is told nothing, since the first child
 * was killed, looks at the pid file: it names the one that goes on.
 */
public enum UpgradeStep {

	/** The new generation is in charge: the pid file names it. */
	DONE('d'),

	/** There is no new generation. */
	ABANDONED('a');

	private final char code;

	UpgradeStep(char code) {
		this.code = code;
	}

	/**
	 * Return the form that is sent.
	 * @return one byte, as a byte string
	 */
	public String toBytes() {
		return Character.toString(this.code);
	}

	/**
	 * Read the form that is sent.
	 * @param bytes what has arrived; empty if the sender has ended
	 * @return the step; null if it is none
	 */
	public static @Nullable UpgradeStep of(String bytes) {
		for (UpgradeStep step : values()) {
			if (step.toBytes().equals(bytes)) {
				return step;
			}
		}
		return null;
	}

}
