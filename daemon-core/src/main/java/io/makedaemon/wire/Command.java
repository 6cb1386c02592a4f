package io.makedaemon.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import org.jspecify.annotations.Nullable;

/**
 * What the parent tells the first child after the {@link LaunchPlan}, a byte each.
 */
public enum Command {

	/** Go on: the parent has opened what the daemon writes to. */
	GO('g'),

	/** Have the daemon's JVM print a thread dump. */
	DUMP('d'),

	/** The daemon is ready. */
	READY('r'),

	/** The start is given up: make no daemon, and leave nothing of one. */
	STOP('s');

	private final char code;

	Command(char code) {
		this.code = code;
	}

	/**
	 * Send the command.
	 * @param stream the first child's standard input
	 * @throws IOException if the first child has ended
	 */
	public void write(OutputStream stream) throws IOException {
		stream.write(this.code);
		stream.flush();
	}

	/**
	 * Receive the next command; wait for it.
	 * @param stream the standard input
	 * @return the command; null if the parent has ended
	 * @throws IOException if the stream cannot be read, or no command comes
	 */
	public static @Nullable Command read(InputStream stream) throws IOException {
		int code = stream.read();
		if (code < 0) {
			return null;
		}
		for (Command command : values()) {
			if (command.code == code) {
				return command;
			}
		}
		throw new IOException("not a command: " + code);
	}

}
