package io.makedaemon.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The kernel's list of locks, {@code /proc/locks}, which everybody can read. It shows
 * which files are locked. The process that it names is the one that took the lock; for a
 * daemon, that is a first child that ended long ago. In a container, where that process
 * can no longer be named, the lock is not in the list. If {@code /proc} shows only
 * processes ({@code subset=pid}), there is no list.
 */
final class KernelLocks {

	static final Set<String> EXCLUSIVE = Set.of("WRITE");

	static final Set<String> ALL = Set.of("WRITE", "READ");

	private static final Path LIST = Path.of("/proc/locks");

	/** The fields: number, type, ADVISORY, mode, process, file, start, end. */
	private static final int TYPE = 1;

	private static final int MODE = 3;

	private static final int PROCESS = 4;

	private static final int FILE = 5;

	private KernelLocks() {
	}

	/**
	 * Look for a lock of flock(2).
	 * @param file the file
	 * @param modes the modes it may have
	 * @return the process that took it; null if the list has none or cannot be read
	 */
	static @Nullable Long taker(FileSnapshot file, Set<String> modes) {
		return taker(locks(), name(file.device(), file.inode()), modes);
	}

	private static List<String> locks() {
		try {
			return Files.readAllLines(LIST, StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	static @Nullable Long taker(List<String> locks, String name, Set<String> modes) {
		return locks.stream()
			.map((line) -> line.split(" +", -1))
			.filter((fields) -> fields.length > FILE && fields[TYPE].equals("FLOCK") && modes.contains(fields[MODE])
					&& fields[FILE].equals(name))
			.map((fields) -> Long.valueOf(fields[PROCESS]))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Return the name of a file in the list; see makedev(3) for the parts of a device's
	 * number.
	 */
	static String name(long device, long inode) {
		long major = (device >>> 8 & 0xfff) | (device >>> 32 & ~0xfffL);
		long minor = (device & 0xff) | (device >>> 12 & ~0xffL);
		return "%02x:%02x:%d".formatted(major, minor & 0xffffffffL, inode);
	}

}
