package io.makedaemon.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import org.jspecify.annotations.Nullable;

/**
 * The commands that the parent sends to the first child after the {@link LaunchPlan}, one
 * byte each.
 */
public enum Command {

	/** Continue: the parent has opened the streams that the daemon writes to. */
	GO('g'),

	/** Have the daemon's JVM print a thread dump. */
	DUMP('d'),

	/** The daemon is ready. */
	READY('r'),

	/** The start is abandoned: make no daemon, and leave nothing behind. */
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
	 * Wait for the next command and receive it.
	 * @param stream the standard input
	 * @return the command; null if the parent has ended
	 * @throws IOException if the stream cannot be read, or contains something else
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
