package io.makedaemon.supervise;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.FileStatus;
import io.makedaemon.posix.LocalTime;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;
import io.makedaemon.proc.ProcSelf;

/**
 * Adds lines to the daemon's log file, in the layout that Spring Boot uses by default, or
 * objects if the file consists of these. The daemon does not run meanwhile, so nobody
 * else writes or rolls the file.
 */
public final class SupervisorLog {

	private static final String LOGGER = "io.makedaemon.Supervisor";

	private final String programName;

	/**
	 * Create a log.
	 * @param programName the name of the daemon
	 */
	public SupervisorLog(String programName) {
		this.programName = programName;
	}

	/**
	 * Add a line, if there is such a file. No link is followed, and only a regular file
	 * is written to.
	 * @param file the file, as a byte string; empty for none
	 * @param text the text
	 */
	public void warn(String file, String text) {
		if (file.isEmpty()) {
			return;
		}
		try {
			int descriptor = Posix.open(file,
					OpenFlags.WRONLY | OpenFlags.APPEND | OpenFlags.NOFOLLOW | OpenFlags.NONBLOCK | OpenFlags.NOCTTY,
					0);
			try {
				if (FileStatus.of(descriptor, file).isRegular()) {
					Posix.write(descriptor, ByteStrings.encode(isJson(descriptor) ? object(text) : line(text)), file);
				}
			}
			finally {
				Posix.close(descriptor);
			}
		}
		catch (ErrnoException ex) {
			// There is no log: the next process of the daemon tells as well
		}
	}

	/**
	 * Return whether each line of the open file is an object, as with structured logging.
	 */
	private static boolean isJson(int descriptor) {
		try (InputStream file = new FileInputStream(ProcSelf.descriptorPath(descriptor))) {
			return file.read() == '{';
		}
		catch (IOException ex) {
			return false;
		}
	}

	private String object(String text) {
		return "{\"@timestamp\":\"" + LocalTime.format(System.currentTimeMillis())
				+ "\",\"level\":\"WARN\",\"logger\":\"" + LOGGER + "\",\"service\":\"" + escaped(this.programName)
				+ "\",\"message\":\"" + escaped(text) + "\"}\n";
	}

	private static String escaped(String text) {
		return ByteStrings.harmless(text).replace("\\", "\\\\").replace("\"", "\\\"");
	}

	private String line(String text) {
		return LocalTime.format(System.currentTimeMillis()) + "  WARN " + Posix.getpid() + " --- [" + this.programName
				+ "] [supervisor] " + LOGGER + " : " + text + "\n";
	}

}
