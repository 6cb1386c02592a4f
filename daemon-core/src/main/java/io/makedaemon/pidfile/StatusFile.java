package io.makedaemon.pidfile;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.FileStatus;
import io.makedaemon.posix.MemoryFile;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;
import io.makedaemon.proc.FileSnapshot;
import io.makedaemon.proc.OpenFiles;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.proc.ProcessIdentity;

/**
 * What a daemon publishes about itself to other processes. It is a file in memory that
 * has a name only in {@code /proc/PID/fd}: only the daemon's user and root can read it,
 * and it is gone when the daemon is. It is not part of the pid file, since that contains
 * nothing but the process id.
 *
 * <p>
 * The file consists of lines {@code name=value}; the last line of a name counts. Lines
 * are only appended, and an incomplete last line is ignored. The reader, which may be
 * root, gets no control characters, and reads only a part of a very long file.
 */
public final class StatusFile {

	private static final String LABEL = "makedaemon-status";

	private static final String TARGET = "/memfd:" + LABEL + " (deleted)";

	private static final String NAME = "the file " + LABEL;

	private static final int MODE = 0600;

	private static final String PID_FILE = "pid-file";

	/** The name under which a daemon publishes that it has been replaced. */
	public static final String REPLACED = "replaced";

	/** The bytes that are read at each end of a long file. */
	private static final int MAX_LENGTH = 1 << 18;

	private final FileOutputStream stream;

	private StatusFile(FileOutputStream stream) {
		this.stream = stream;
	}

	/**
	 * Create the file.
	 * @param pidFile the pid file of the daemon, as a byte string
	 * @return its descriptor
	 * @throws ErrnoException if it cannot be created
	 */
	public static int create(String pidFile) throws ErrnoException {
		int descriptor = MemoryFile.create(LABEL);
		Posix.fchmod(descriptor, MODE, NAME);
		// A request of another process is added at the end as well
		Descriptors.setFlags(descriptor, OpenFlags.APPEND, NAME);
		Posix.write(descriptor, PID_FILE + "=" + pidFile.replace('\n', ' ') + "\n", NAME);
		return descriptor;
	}

	/**
	 * Return whether a process claims to be the daemon of a pid file.
	 * @param pid the process id
	 * @param pidFile the pid file
	 * @return whether it does
	 */
	static boolean isOf(long pid, Path pidFile) {
		String name = new String(ByteStrings.toBytes(BytePath.of(pidFile)), StandardCharsets.UTF_8);
		return ByteStrings.harmless(name.replace('\n', ' ')).equals(read(pid).get(PID_FILE));
	}

	/**
	 * Return whether a process claims that another generation of its daemon has replaced
	 * it.
	 * @param pid the process id
	 * @return whether it does
	 */
	static boolean isReplaced(long pid) {
		return read(pid).containsKey(REPLACED);
	}

	/**
	 * Take over an inherited file.
	 * @param descriptor the descriptor
	 * @return the file
	 */
	public static StatusFile inherit(int descriptor) {
		return new StatusFile(new FileOutputStream(Descriptors.adopt(descriptor)));
	}

	/**
	 * Add a line.
	 * @param name what it is about
	 * @param value what to publish, without line breaks
	 * @throws IOException if there is no memory left
	 */
	public void add(String name, String value) throws IOException {
		this.stream.write((name + "=" + value + "\n").getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Add a line to what another process publishes, to request something of it. One
	 * process at a time can do so.
	 * @param pid the process id
	 * @param name the name of the request
	 * @param value its value
	 * @return a descriptor that keeps others from requesting something, as long as it is
	 * open
	 * @throws ErrnoException if another process has such a descriptor
	 * ({@link ErrnoException#EWOULDBLOCK}), the process publishes nothing, or this user
	 * may not add to it
	 */
	public static int request(long pid, String name, String value) throws ErrnoException {
		String object = "process " + pid;
		Path found = null;
		try {
			found = OpenFiles.find(pid, TARGET);
		}
		catch (IOException ex) {
			// Ended, or another user's
		}
		if (found == null) {
			throw new ErrnoException("open", "send a request to {}", object, ErrnoException.EACCES);
		}
		// The process could put another file in this place at any moment
		int file = Posix.open(BytePath.of(found), OpenFlags.PATH, 0);
		try {
			Path own = Path.of(ProcSelf.descriptorPath(file));
			if (!Files.readSymbolicLink(own).toString().equals(TARGET)
					|| !ProcessIdentity.userIds(pid).contains(FileStatus.of(file, object).uid())) {
				throw new ErrnoException("", "send a request to {}, since it publishes nothing", object,
						ErrnoException.EPERM);
			}
			return request(Posix.open(own.toString(), OpenFlags.WRONLY | OpenFlags.APPEND, 0),
					name + "=" + value + "\n", object);
		}
		catch (IOException ex) {
			throw new ErrnoException("readlink", "send a request to {}", object, ErrnoException.ENOENT);
		}
		finally {
			Posix.close(file);
		}
	}

	private static int request(int writer, String line, String object) throws ErrnoException {
		try {
			Posix.flock(writer, object);
			Posix.write(writer, line, object);
			return writer;
		}
		catch (ErrnoException ex) {
			Posix.close(writer);
			throw ex;
		}
	}

	/**
	 * Read what a process publishes.
	 * @param pid the process id
	 * @return the values by their names; empty if it publishes nothing, or if this user
	 * may not read it
	 */
	public static Map<String, String> read(long pid) {
		Map<String, String> values = new LinkedHashMap<>();
		for (String line : text(pid).split("(?<=\n)", -1)) {
			int equals = line.indexOf('=');
			if (equals > 0 && line.endsWith("\n")) {
				values.put(ByteStrings.harmless(line.substring(0, equals)),
						ByteStrings.harmless(line.substring(equals + 1, line.length() - 1)));
			}
		}
		return values;
	}

	private static String text(long pid) {
		try {
			Path file = OpenFiles.find(pid, TARGET);
			return (file != null) ? text(FileSnapshot.following(file)) : "";
		}
		catch (IOException ex) {
			// Ended, or another user's
			return "";
		}
	}

	private static String text(FileSnapshot file) throws IOException {
		if (file.size() <= 2L * MAX_LENGTH) {
			return text(file, 0, 2 * MAX_LENGTH);
		}
		String beginning = text(file, 0, MAX_LENGTH);
		String end = text(file, file.size() - MAX_LENGTH, MAX_LENGTH);
		return beginning.substring(0, beginning.lastIndexOf('\n') + 1) + end.substring(end.indexOf('\n') + 1);
	}

	private static String text(FileSnapshot file, long from, int length) throws IOException {
		return new String(file.read(from, length), StandardCharsets.UTF_8);
	}

}
