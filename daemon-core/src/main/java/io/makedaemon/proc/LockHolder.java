package io.makedaemon.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Finds the process that holds a lock of {@code flock(2)} on a file that contains a
 * process id.
 */
public final class LockHolder {

	private static final Path PROC = Path.of("/proc");

	/** No process has the id 0. */
	private static final Pattern PROCESS_ID = Pattern.compile("[1-9]\\d{0,9}\\s*");

	private static final int MAX_LENGTH = 64;

	/** It is not a daemon of this library, and nobody may inspect it. */
	private static final long INIT = 1;

	private LockHolder() {
	}

	/**
	 * Find the holder of the lock on a file. If several processes hold it, as a first
	 * child and its daemon do, it is the one whose process id is in the file.
	 * @param file the file
	 * @return its process id; empty if this user cannot see it, as with another user's
	 * process
	 */
	public static OptionalLong find(Path file) {
		try {
			FileSnapshot snapshot = FileSnapshot.of(file);
			OptionalLong named = named(snapshot);
			if (named.isPresent() && HeldLock.of(named.getAsLong(), snapshot) != null) {
				return named;
			}
			OptionalLong holder = HeldLock.all(snapshot).stream().mapToLong(HeldLock::pid).findFirst();
			// A supervisor of root's, which has taken it itself, shows no lock to its
			// user
			return holder.isPresent() ? holder : taker(snapshot).stream().filter(HeldLock::isSupervisor).findFirst();
		}
		catch (IOException ex) {
			return OptionalLong.empty();
		}
	}

	/**
	 * Read the process id in a file.
	 * @param file the file
	 * @return the process id; empty if the file contains none, or cannot be read
	 */
	public static OptionalLong named(FileSnapshot file) {
		try {
			String content = new String(file.read(0, MAX_LENGTH), StandardCharsets.ISO_8859_1);
			return PROCESS_ID.matcher(content).matches() ? OptionalLong.of(Long.parseLong(content.strip()))
					: OptionalLong.empty();
		}
		catch (IOException ex) {
			return OptionalLong.empty();
		}
	}

	/**
	 * Return whether the kernel lists an exclusive lock of flock(2) on a file. It does
	 * not if the process that took the lock can no longer be named, as in a container.
	 * @param file the file
	 * @return whether it does; also false if there is no list
	 */
	public static boolean isListed(FileSnapshot file) {
		return KernelLocks.taker(file, KernelLocks.EXCLUSIVE) != null;
	}

	/**
	 * Find the process that took a lock of flock(2) on a file, according to the kernel's
	 * list. Other processes may hold it by now.
	 * @param file the file
	 * @return its process id; empty if it has ended, or is not listed
	 */
	public static OptionalLong taker(FileSnapshot file) {
		Long taker = KernelLocks.taker(file, KernelLocks.ALL);
		return (taker != null && Files.exists(process(taker))) ? OptionalLong.of(taker) : OptionalLong.empty();
	}

	/**
	 * Return whether every holder of a lock can be found, since this user can inspect all
	 * processes of the machine. In a container, processes outside of it cannot be seen
	 * but may share a file with it.
	 * @return whether all holders can be found
	 */
	public static boolean seesAll() {
		if (!ProcSelf.isInitialProcessNamespace()) {
			return false;
		}
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
			for (Path process : processes) {
				long pid = Long.parseLong(process.getFileName().toString());
				if (pid != INIT && isHidden(pid)) {
					return false;
				}
			}
			return true;
		}
		catch (IOException | DirectoryIteratorException ex) {
			return false;
		}
	}

	/**
	 * Return whether a process cannot be inspected, such as another user's: it may hold
	 * any lock. Permission to list its descriptors, which root has without
	 * CAP_SYS_PTRACE, is not enough.
	 * @param pid the process id
	 * @return whether it is hidden; also false if there is no such process
	 */
	public static boolean isHidden(long pid) {
		try {
			Files.readSymbolicLink(process(pid).resolve("exe"));
			return false;
		}
		catch (AccessDeniedException ex) {
			return true;
		}
		catch (IOException ex) {
			// Ended, or not a program
			return false;
		}
	}

	private static Path process(long pid) {
		return PROC.resolve(Long.toString(pid));
	}

}
