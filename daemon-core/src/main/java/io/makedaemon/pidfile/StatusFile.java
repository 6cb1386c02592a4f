package io.makedaemon.pidfile;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

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

	/** The name under which a daemon publishes the process that supervises it. */
	public static final String SUPERVISOR = "supervisor";

	/** The bytes that are read at each end of a long file. */
	private static final int MAX_LENGTH = 1 << 18;

	private final FileOutputStream stream;

	private final int descriptor;

	private StatusFile(int descriptor) {
		this.stream = new FileOutputStream(Descriptors.adopt(descriptor));
		this.descriptor = descriptor;
	}

	/**
	 * Create the file.
	 * @param pidFile the pid file of the daemon, as a byte string
	 * @return its descriptor
	 * @throws ErrnoException if it cannot be created
	 */
	public static int create(String pidFile) throws ErrnoException {
		int descriptor = MemoryFile.create(LABEL);
		try {
			Posix.fchmod(descriptor, MODE, NAME);
			// A request of another process is added at the end as well
			Descriptors.setFlags(descriptor, OpenFlags.APPEND, NAME);
			Posix.write(descriptor, PID_FILE + "=" + pidFile.replace('\n', ' ') + "\n", NAME);
			return descriptor;
		}
		catch (ErrnoException ex) {
			Posix.close(descriptor);
			throw ex;
		}
	}

	/**
	 * Return whether a process has the file open in which another process publishes.
	 * @param pid the process id of the one that publishes
	 * @param other the process id of the other one
	 * @return whether it has; also false if this user may not inspect both
	 */
	public static boolean isShared(long pid, long other) {
		try {
			Path file = OpenFiles.find(pid, TARGET);
			Path found = OpenFiles.find(other, TARGET);
			return file != null && found != null && FileSnapshot.following(file).isSame(found);
		}
		catch (IOException ex) {
			// Ended, or another user's
			return false;
		}
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
	 * Return whether a process claims to be the supervisor of a daemon.
	 * @param pid the process id
	 * @return whether it does
	 */
	static boolean isSupervisor(long pid) {
		return Long.toString(pid).equals(read(pid).get(SUPERVISOR));
	}

	/**
	 * Take over an inherited file.
	 * @param descriptor the descriptor
	 * @return the file
	 */
	public static StatusFile inherit(int descriptor) {
		return new StatusFile(descriptor);
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
	 * Set the time of the last change, by which the supervisor sees that this process is
	 * alive.
	 */
	public void touch() {
		try {
			Files.setLastModifiedTime(Path.of(ProcSelf.descriptorPath(this.descriptor)), FileTime.from(Instant.now()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
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
	 * Add a line to a file that this process has created.
	 * @param descriptor its descriptor
	 * @param name what it is about
	 * @param value what to publish, without line breaks
	 * @throws ErrnoException if there is no memory left
	 */
	public static void publish(int descriptor, String name, String value) throws ErrnoException {
		Posix.write(descriptor, name + "=" + ByteStrings.encode(value) + "\n", NAME);
	}

	/**
	 * Read a file that this process has open.
	 * @param descriptor its descriptor
	 * @return the values by their names
	 */
	public static Map<String, String> readOpen(int descriptor) {
		try (InputStream in = new FileInputStream(ProcSelf.descriptorPath(descriptor))) {
			String beginning = text(in.readNBytes(MAX_LENGTH));
			long left = (long) in.available() - MAX_LENGTH;
			in.skipNBytes(Math.max(0, left));
			String end = text(in.readNBytes(MAX_LENGTH));
			return values((left <= 0) ? beginning + end : joined(beginning, end));
		}
		catch (IOException ex) {
			return Map.of();
		}
	}

	/**
	 * Read what a process publishes.
	 * @param pid the process id
	 * @return the values by their names; empty if it publishes nothing, or if this user
	 * may not read it
	 */
	public static Map<String, String> read(long pid) {
		return values(text(pid));
	}

	private static Map<String, String> values(String text) {
		Map<String, String> values = new LinkedHashMap<>();
		int start = 0;
		for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
			String line = text.substring(start, end);
			int equals = line.indexOf('=');
			if (equals > 0) {
				values.put(ByteStrings.harmless(line.substring(0, equals)),
						ByteStrings.harmless(line.substring(equals + 1)));
			}
			start = end + 1;
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
		return joined(beginning, end);
	}

	private static String joined(String beginning, String end) {
		return beginning.substring(0, beginning.lastIndexOf('\n') + 1) + end.substring(end.indexOf('\n') + 1);
	}

	private static String text(FileSnapshot file, long from, int length) throws IOException {
		return text(file.read(from, length));
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	/**
	 * What a process publishes, to be read until its end and beyond.
	 */
	public static final class Kept implements Closeable {

		private final @Nullable SeekableByteChannel file;

		private Kept(@Nullable SeekableByteChannel file) {
			this.file = file;
		}

		/**
		 * Keep what a process publishes from now on.
		 * @param process the process; null for none
		 * @return what it publishes
		 */
		public static Kept of(@Nullable ProcessIdentity process) {
			try {
				Path file = (process != null) ? OpenFiles.find(process.pid(), TARGET) : null;
				return new Kept((file != null) ? FileSnapshot.following(file).open() : null);
			}
			catch (IOException ex) {
				// Ended, or another user's
				return new Kept(null);
			}
		}

		/**
		 * Read what the process has published last.
		 * @return the values by their names; empty if it has not published anything, or
		 * if this user may not read it
		 */
		public Map<String, String> read() {
			if (this.file == null) {
				return Map.of();
			}
			try {
				this.file.position(Math.max(0, this.file.size() - MAX_LENGTH));
				byte[] end = Channels.newInputStream(this.file).readNBytes(MAX_LENGTH);
				return values(new String(end, StandardCharsets.UTF_8));
			}
			catch (IOException ex) {
				return Map.of();
			}
		}

		@Override
		public void close() throws IOException {
			if (this.file != null) {
				this.file.close();
			}
		}

	}

}
