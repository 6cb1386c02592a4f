package io.makedaemon.supervise;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.FileStatus;
import io.makedaemon.posix.LocalTime;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;

/**
 * Adds lines to the daemon's log file, in the layout that Spring Boot uses by default.
 * The daemon does not run meanwhile, so nobody else writes or rolls the file.
 */
public final class SupervisorLog {

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
					OpenFlags.WRONLY | OpenFlags.APPEND | OpenFlags.NOFOLLOW | OpenFlags.NONBLOCK | OpenFlags.NOCTTY, 0);
			try {
				if (FileStatus.of(descriptor, file).isRegular()) {
					Posix.write(descriptor, ByteStrings.encode(line(text)), file);
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

	private String line(String text) {
		return LocalTime.format(System.currentTimeMillis()) + "  WARN " + Posix.getpid() + " --- [" + this.programName
				+ "] [supervisor] io.makedaemon.Supervisor : " + text + "\n";
	}

}
