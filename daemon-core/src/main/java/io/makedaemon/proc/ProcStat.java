package io.makedaemon.proc;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;

import io.makedaemon.posix.ByteStrings;

/**
 * What the kernel reports about a process or a thread in one line: the file {@code stat}
 * of proc(5).
 */
final class ProcStat {

	/** The numbers of the fields, as in proc(5). */
	static final int STATE = 3;

	static final int PARENT = 4;

	static final int SESSION = 6;

	static final int TERMINAL = 7;

	static final int START_TIME = 22;

	/** A bit for each of the signals 1 to 31. */
	static final int IGNORED = 33;

	/** Where the command line begins in memory. */
	static final int ARGUMENTS_START = 48;

	static final int ARGUMENTS_END = 49;

	private static final int USER_TIME = 14;

	private static final int SYSTEM_TIME = 15;

	private static final int NICE = 19;

	private static final int FIRST_BEHIND_NAME = 3;

	private final String line;

	/** The name may contain spaces and parentheses. */
	private final int endOfName;

	private ProcStat(String line) {
		this.line = line;
		this.endOfName = line.lastIndexOf(')');
	}

	/**
	 * Read the file of a process.
	 * @param pid the process id
	 * @return what it tells
	 * @throws IOException if the process no longer exists
	 */
	static ProcStat of(long pid) throws IOException {
		return of(Path.of("/proc", Long.toString(pid)));
	}

	/**
	 * Read the file as a stream: a channel would make the first child's JVM load more
	 * classes and hold a socket.
	 * @param directory the directory of the process or thread
	 * @return what it tells
	 * @throws IOException if the process or thread no longer exists
	 */
	static ProcStat of(Path directory) throws IOException {
		try (InputStream in = new FileInputStream(directory.resolve("stat").toFile())) {
			return new ProcStat(ByteStrings.of(in.readAllBytes()));
		}
	}

	/**
	 * Return the name.
	 * @return its first 15 bytes, as a byte string
	 */
	String name() {
		return this.line.substring(this.line.indexOf('(') + 1, this.endOfName);
	}

	/**
	 * Return a field after the name.
	 * @param number the field's number
	 * @return its value
	 */
	String text(int number) {
		return this.line.substring(this.endOfName + 2).split(" ", -1)[number - FIRST_BEHIND_NAME];
	}

	/**
	 * Return a field that is a number.
	 * @param number the field's number
	 * @return its value
	 */
	long number(int number) {
		return Long.parseLong(text(number));
	}

	/**
	 * Return how long the threads have run, for themselves and in the kernel.
	 * @return the time, to a tick
	 */
	Duration cpuTime() {
		return Duration.ofMillis((number(USER_TIME) + number(SYSTEM_TIME)) * ProcSelf.MILLIS_PER_TICK);
	}

	/**
	 * Return the nice value; see setpriority(2).
	 * @return a number from -20 to 19
	 */
	int nice() {
		return (int) number(NICE);
	}

}
