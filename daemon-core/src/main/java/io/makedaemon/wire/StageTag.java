package io.makedaemon.wire;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * The signed tag that tells a process which stage it is in, in godaemon's form:
 * {@code stage/nanoseconds/sha1:rest}. The signature guards against values that are there
 * by accident, not against forgery.
 *
 * @param stage the stage's number; 0 if there is no valid tag
 * @param rest the text after the colon: for the environment variable, the value that the
 * user's variable of this name had. Without a valid tag, the whole value
 */
public record StageTag(int stage, @Nullable String rest) {

	/** The name of the environment variable, and of the daemon's system property. */
	public static final String NAME = "__DAEMON_STAGE";

	private static final int PARTS = 3;

	private static final char[] HEX = "0123456789abcdef".toCharArray();

	/**
	 * Parse a value.
	 * @param value the value of the variable, or null if there is none
	 * @return the tag; its stage is 0 unless the value is signed and its stage is 0, 1 or
	 * 2
	 */
	public static StageTag parse(@Nullable String value) {
		if (value == null) {
			return new StageTag(0, null);
		}
		int colon = value.indexOf(':');
		String signed = (colon < 0) ? value : value.substring(0, colon);
		String[] parts = signed.split("/", PARTS);
		if (parts.length != PARTS || parts[0].length() != 1 || "012".indexOf(parts[0].charAt(0)) < 0
				|| !parts[2].equals(signature(parts[0] + "/" + parts[1] + "/"))) {
			return new StageTag(0, value);
		}
		return new StageTag(parts[0].charAt(0) - '0', (colon < 0) ? null : value.substring(colon + 1));
	}

	/**
	 * Return the value for a stage.
	 * @param stage the stage's number
	 * @param nanoseconds the second part, any number
	 * @param rest the text after the colon
	 * @return the signed value
	 */
	public static String sign(int stage, int nanoseconds, String rest) {
		String digits = Integer.toString(nanoseconds);
		String base = stage + "/" + "0".repeat(Math.max(0, 9 - digits.length())) + digits + "/";
		return base + signature(base) + ":" + rest;
	}

	private static String signature(String base) {
		byte[] hash = Sha1.digest(base.getBytes(StandardCharsets.ISO_8859_1));
		StringBuilder hex = new StringBuilder(2 * hash.length);
		for (byte b : hash) {
			hex.append(HEX[(b >> 4) & 0xf]).append(HEX[b & 0xf]);
		}
		return hex.toString();
	}

}
