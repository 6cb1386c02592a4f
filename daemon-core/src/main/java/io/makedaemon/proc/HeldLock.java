package io.makedaemon.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.OpenFlags;

/**
 * A lock of {@code flock(2)}, as shown by the process that has the locked file open.
 *
 * <p>
 * {@code /proc/locks} names the process that took the lock; for a daemon, that is a first
 * child that ended long ago. The holder is the process that has the locked file open,
 * which {@code /proc/PID/fdinfo} shows.
 *
 * @param pid the process id
 * @param exclusive whether it keeps all others out
 * @param openedByOwner whether the file's owner or root opened it: nobody else can open
 * it for writing (if the permissions are right) or with {@code O_NOATIME}
 * @param descriptor the path that refers to the open file
 */
public record HeldLock(long pid, boolean exclusive, boolean openedByOwner, Path descriptor) {

	private static final Path PROC = Path.of("/proc");

	private static final String LOCK = "lock:";

	private static final String EXCLUSIVE = " WRITE ";

	private static final String FLAGS = "flags:";

	/** What the title of a daemon's supervisor ends with, behind the daemon's name. */
	public static final String SUPERVISOR = ": supervisor";

	/** A daemon, or its supervisor, has one of them on its command line. */
	private static final List<String> MARKS = List.of("-D__DAEMON_STAGE=", "@/proc/self/fd/", SUPERVISOR);

	private static final String DELETED = " (deleted)";

	/**
	 * Return whether a process has the title of a supervisor for its whole command line,
	 * as any user can see.
	 * @param pid the process id
	 * @return whether it has
	 */
	public static boolean isSupervisor(long pid) {
		try {
			String title = Files.readString(PROC.resolve(pid + "/cmdline"), StandardCharsets.ISO_8859_1)
				.replaceAll("\0+$", "");
			return title.endsWith(SUPERVISOR) && title.indexOf('\0') < 0;
		}
		catch (IOException ex) {
			// Ended
			return false;
		}
	}

	/**
	 * Return the lock that a process holds on a file.
	 * @param pid the process id
	 * @param file the file
	 * @return the lock; null if the process holds none, or cannot be inspected
	 */
	public static @Nullable HeldLock of(long pid, FileSnapshot file) {
		return find(PROC.resolve(Long.toString(pid)), file::isSame);
	}

	/**
	 * Return the lock that a process holds by one of its descriptors.
	 * @param pid the process id
	 * @param descriptor the path that refers to the open file, see {@link OpenFiles#path}
	 * @return the lock; null if the process holds none by it, or cannot be inspected
	 */
	public static @Nullable HeldLock of(long pid, Path descriptor) {
		return of(PROC.resolve(Long.toString(pid)), descriptor);
	}

	/**
	 * The process may close a descriptor at any moment, and still hold the lock by
	 * another one.
	 */
	private static @Nullable HeldLock of(Path process, Path descriptor) {
		try {
			return read(process, descriptor);
		}
		catch (IOException ex) {
			// Closed in the meantime, or another user's
			return null;
		}
	}

	/**
	 * Return all locks on a file.
	 * @param file the file
	 * @return the locks of the processes that this user can inspect
	 */
	public static List<HeldLock> all(FileSnapshot file) {
		return all((process) -> true, file::isSame);
	}

	/**
	 * Return the locks that daemons and supervisors hold on files that once had a name.
	 * If a directory was moved, or another file system was mounted there, the kernel no
	 * longer knows the whole name.
	 * @param file the name
	 * @param daemon whether the process with an id claims that its file had that name
	 * @return the locks of the processes that this user can inspect
	 */
	public static List<HeldLock> ofRemoved(Path file, LongPredicate daemon) {
		Path name = Path.of(file + DELETED);
		List<HeldLock> locks = new ArrayList<>();
		for (HeldLock lock : all(HeldLock::isMarked, (descriptor) -> isNamed(target(descriptor), file))) {
			boolean named = (name.equals(target(lock.descriptor)) && !Files.exists(name)) || daemon.test(lock.pid);
			if (named && !isAt(file, lock.descriptor)) {
				locks.add(lock);
			}
		}
		return locks;
	}

	/**
	 * A daemon that was started since the caller looked still has its file.
	 */
	private static boolean isAt(Path file, Path descriptor) {
		try {
			return Files.isSameFile(file, descriptor);
		}
		catch (IOException ex) {
			// There is no such file
			return false;
		}
	}

	private static boolean isNamed(@Nullable Path target, Path file) {
		String name = (target != null) ? String.valueOf(target.getFileName()) : "";
		return name.equals(String.valueOf(file.getFileName())) || name.equals(file.getFileName() + DELETED);
	}

	private static long pid(Path process) {
		return Long.parseLong(process.getFileName().toString());
	}

	private static List<HeldLock> all(Predicate<Path> process, Predicate<Path> descriptor) {
		List<HeldLock> locks = new ArrayList<>();
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
			for (Path candidate : processes) {
				HeldLock lock = process.test(candidate) ? find(candidate, descriptor) : null;
				if (lock != null) {
					locks.add(lock);
				}
			}
		}
		catch (IOException | DirectoryIteratorException ex) {
			// No further processes are visible
		}
		return locks;
	}

	private static boolean isMarked(Path process) {
		try {
			String commandLine = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
			return MARKS.stream().anyMatch(commandLine::contains);
		}
		catch (IOException ex) {
			// Ended
			return false;
		}
	}

	private static @Nullable Path target(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor);
		}
		catch (IOException ex) {
			// Closed in the meantime
			return null;
		}
	}

	private static @Nullable HeldLock find(Path process, Predicate<Path> matching) {
		try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
			for (Path descriptor : descriptors) {
				HeldLock lock = matching.test(descriptor) ? of(process, descriptor) : null;
				if (lock != null) {
					return lock;
				}
			}
		}
		catch (IOException | DirectoryIteratorException ex) {
			// Ended, or another user's
		}
		return null;
	}

	private static @Nullable HeldLock read(Path process, Path descriptor) throws IOException {
		boolean locked = false;
		boolean exclusive = false;
		boolean openedByOwner = false;
		for (String line : Files.readAllLines(process.resolve("fdinfo").resolve(descriptor.getFileName()),
				StandardCharsets.ISO_8859_1)) {
			if (line.startsWith(FLAGS)) {
				long flags = Long.parseLong(line.substring(FLAGS.length()).strip(), 8);
				openedByOwner = OpenFlags.isForOwner(flags);
			}
			else if (line.startsWith(LOCK) && line.contains("FLOCK")) {
				locked = true;
				exclusive = line.contains(EXCLUSIVE);
			}
		}
		return locked ? new HeldLock(pid(process), exclusive, openedByOwner, descriptor) : null;
	}

	/**
	 * Return who owns the locked file, which may no longer have a name.
	 * @return the owner's id
	 * @throws IOException if the process has closed it
	 */
	public int fileOwner() throws IOException {
		return (int) Files.getAttribute(this.descriptor, "unix:uid");
	}

}
