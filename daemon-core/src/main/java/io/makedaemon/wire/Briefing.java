package io.makedaemon.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

import io.makedaemon.posix.ByteStrings;

/**
 * What the parent tells only the daemon. It is part of the {@link LaunchPlan} and the
 * {@link Handover} as a byte string that the first child passes on unread.
 *
 * @param launchDirectory the directory in which the user typed the command
 * @param message what the program's parent tells the program's daemon, as a byte string
 * @param signals the names of the signals that the daemon handles, without {@code SIG}
 */
public record Briefing(String launchDirectory, String message, List<String> signals) {

	/**
	 * Return the form that is sent.
	 * @return the bytes, as a byte string
	 */
	public String toBytes() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(bytes);
		try {
			Wire.write(out, this.launchDirectory);
			Wire.write(out, this.message);
			Wire.write(out, this.signals);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return ByteStrings.of(bytes.toByteArray());
	}

	/**
	 * Read the form that is sent.
	 * @param bytes what {@link #toBytes()} returned
	 * @return the briefing
	 * @throws IOException if it is cut off
	 */
	public static Briefing of(String bytes) throws IOException {
		DataInputStream in = new DataInputStream(new ByteArrayInputStream(ByteStrings.toBytes(bytes)));
		return new Briefing(Wire.read(in), Wire.read(in), Wire.readList(in));
	}

}
