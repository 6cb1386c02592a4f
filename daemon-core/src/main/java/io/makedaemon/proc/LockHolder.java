package io.makedaemon.proc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Finds the process that holds a lock of {@code flock(2)} on a file with a process id in
 * it.
 */
public final class LockHolder {

	private static final Path PROC = Path.of("/proc");

	/** No process has the id 0. */
	private static final Pattern PROCESS_ID = Pattern.compile("[1-9]\\d{0,9}\\s*");

	private static final int MAX_LENGTH = 64;

	private LockHolder() {
	}

	/**
	 * Find the holder of the lock on a file. Where several processes hold it, as a first
	 * child and its daemon do, it is the one whose process id is in the file.
	 * @param file the file
	 * @return its process id; empty if it cannot be seen from here, as for another user's
	 * process
	 */
	public static OptionalLong find(Path file) {
		OptionalLong named = named(file);
		if (named.isPresent() && HeldLock.of(named.getAsLong(), file) != null) {
			return named;
		}
		return HeldLock.all(file).stream().mapToLong(HeldLock::pid).findFirst();
	}

	/**
	 * Reads the process id that is in a file.
	 * @param file the file
	 * @return the process id; empty if there is none in it, or it cannot be read
	 */
	public static OptionalLong named(Path file) {
		if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
			return OptionalLong.empty();
		}
		try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
			String content = new String(stream.readNBytes(MAX_LENGTH), StandardCharsets.ISO_8859_1);
			return PROCESS_ID.matcher(content).matches() ? OptionalLong.of(Long.parseLong(content.strip()))
					: OptionalLong.empty();
		}
		catch (IOException ex) {
			return OptionalLong.empty();
		}
	}

	/**
	 * Return whether the kernel lists an exclusive lock of flock(2) on a file. Where the
	 * process that took it cannot be named any more, as in a container, it does not.
	 * @param file the file
	 * @return whether it does; false too where there is no list
	 * @throws IOException if there is no such file
	 */
	public static boolean isListed(Path file) throws IOException {
		return KernelLocks.contains(file);
	}

	/**
	 * Return whether a process cannot be looked into, as another user's: it may hold any
	 * lock. To list its descriptors is not enough, as root may without CAP_SYS_PTRACE.
	 * @param pid the process id
	 * @return whether it is hidden; false too if there is no such process
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
