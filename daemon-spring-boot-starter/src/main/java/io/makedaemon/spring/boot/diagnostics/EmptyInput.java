package io.makedaemon.spring.boot.diagnostics;

import java.io.InputStream;

import org.apache.commons.logging.LogFactory;

/**
 * The standard input of a daemon, which is empty. An application that reads it is meant
 * for a terminal or a pipe, and usually ends or fails: log and command say why.
 */
public final class EmptyInput extends InputStream {

	private static final String NONE = "The application reads from a terminal or from standard input, and a daemon has "
			+ "neither. If it needs one, run it with --daemon.command=run or with daemon.enabled=false.";

	/** How a JVM names the terminal in the message of an exception. */
	private static final String CONSOLE = "\"java.lang.System.console()\" is null";

	private static volatile boolean read;

	private EmptyInput() {
	}

	/**
	 * Make it the standard input of this process.
	 */
	public static void install() {
		System.setIn(new EmptyInput());
	}

	@Override
	public int read() {
		if (!read) {
			read = true;
			LogFactory.getLog(EmptyInput.class).warn(NONE);
		}
		return -1;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) {
		return (length == 0) ? 0 : read();
	}

	/**
	 * Explain a failure of the start, if the application has tried to read something.
	 * @param text the description of the failure
	 * @return the text, and that there is nothing to read
	 */
	public static String explain(String text) {
		return (read || text.contains(CONSOLE)) ? text + "\n\n" + NONE : text;
	}

}
