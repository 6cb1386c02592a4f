package io.makedaemon.trace;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;
import io.makedaemon.posix.SystemCalls;
import io.makedaemon.proc.ProcSelf;

/**
 * Appends a line to the trace for each step of this process: milliseconds since the
 * command, stage, process id, and a description. There is a trace if the environment
 * variable {@value #VARIABLE} or the system property {@value #PROPERTY} names a file.
 *
 * <p>
 * The parent and the first child open the file once, without following a link, and with
 * mode 0600 if they create it. The daemon inherits it. A step never contains arguments or
 * environment variables. A trace that cannot be written has no other effect.
 *
 * <p>
 * Thread-safe.
 */
public final class Trace {

	/** The variable that names the file. */
	public static final String VARIABLE = "MAKEDAEMON_TRACE";

	/** The system property that names the file. It wins over the variable. */
	public static final String PROPERTY = "makedaemon.trace";

	private static final String FILE_PERMISSIONS = "rw-------";

	private static final int FILE_MODE = 0600;

	/** Null if nothing is traced. */
	private static volatile @Nullable TraceWriter writer;

	/** Whether {@link #writer} has its final value. */
	private static volatile boolean decided;

	private Trace() {
	}

	/**
	 * Return whether this process is traced. If not, callers should not spend effort on
	 * describing a step.
	 * @return whether it is
	 */
	public static boolean isOn() {
		return writer() != null;
	}

	/**
	 * Trace a step of this process.
	 * @param what the description of the step, in one line
	 */
	public static void step(String what) {
		TraceWriter current = writer();
		if (current != null) {
			current.write(what);
		}
	}

	private static @Nullable TraceWriter writer() {
		return decided ? writer : decide();
	}

	private static synchronized @Nullable TraceWriter decide() {
		if (!decided) {
			decided = true;
			String name = name();
			if (!name.isEmpty()) {
				openByName(() -> Path.of(name), "parent", null);
			}
		}
		return writer;
	}

	private static String name() {
		String property = System.getProperty(PROPERTY);
		String name = (property != null) ? property : System.getenv(VARIABLE);
		return (name != null) ? name : "";
	}

	/**
	 * Return the trace's file, for another process to open it.
	 * @return the absolute path, as a byte string; empty if this process is not traced
	 */
	public static String file() {
		return isOn() ? BytePath.of(Path.of(name())) : "";
	}

	/**
	 * Begin the trace of a process that waits in place of the parent.
	 * @param file what {@link #file()} returned in the parent
	 * @param startedAt when the parent was started, in milliseconds since the epoch
	 */
	public static synchronized void reopen(String file, long startedAt) {
		decided = true;
		if (!file.isEmpty()) {
			openByName(() -> BytePath.toPath(file), "waiting", startedAt);
		}
	}

	private static void openByName(Supplier<Path> name, String stage, @Nullable Long startedAt) {
		try {
			Path file = name.get();
			if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
					&& !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
				throw new FileSystemException(file.toString(), null, "Not a regular file");
			}
			OutputStream stream = Channels.newOutputStream(Files.newByteChannel(file,
					Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS),
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FILE_PERMISSIONS))));
			writer = new TraceWriter(stream, stage,
					(startedAt != null) ? startedAt : ProcSelf.startedAt().toEpochMilli());
		}
		catch (IOException | InvalidPathException | UnsupportedOperationException ex) {
			System.err.println("MakeDaemon cannot write its trace: " + ex.getMessage());
		}
	}

	/**
	 * Begin the trace of the first child, which also traces each of its system calls.
	 * @param file what {@link #file()} returned in the parent
	 * @param startedAt when the parent was started, in milliseconds since the epoch
	 * @return the trace's descriptor, for the daemon to inherit; -1 if there is no trace
	 */
	public static synchronized int open(String file, long startedAt) {
		decided = true;
		if (file.isEmpty()) {
			return -1;
		}
		try {
			int descriptor = Posix.open(file,
					OpenFlags.WRONLY | OpenFlags.APPEND | OpenFlags.CREAT | OpenFlags.NOFOLLOW | OpenFlags.NOCTTY,
					FILE_MODE);
			TraceWriter current = new TraceWriter(new FileOutputStream(Descriptors.adopt(descriptor)), "first child",
					startedAt);
			writer = current;
			SystemCalls.listen((function, result, errno) -> {
				if (!isLibraryOnly(function)) {
					current.write(function + " = " + result + ((result == -1) ? " (errno " + errno + ")" : ""));
				}
			});
			return descriptor;
		}
		catch (ErrnoException ex) {
			// The parent could open it: a reader of the trace sees that these lines are
			// missing
			return -1;
		}
	}

	/**
	 * Return whether a function only prepares the arguments of posix_spawn(3).
	 */
	private static boolean isLibraryOnly(String function) {
		return function.startsWith("posix_spawn_") || function.startsWith("posix_spawnattr_")
				|| function.equals("sigemptyset") || function.equals("sigfillset");
	}

	/**
	 * Continue the trace in the daemon.
	 * @param descriptor the inherited descriptor; -1 if there is no trace
	 * @param startedAt when the parent was started, in milliseconds since the epoch
	 */
	public static synchronized void inherit(int descriptor, long startedAt) {
		decided = true;
		if (descriptor >= 0) {
			writer = new TraceWriter(new FileOutputStream(Descriptors.adopt(descriptor)), "daemon", startedAt);
		}
	}

}
