package io.makedaemon.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * The kernel's list of locks, {@code /proc/locks}, which everybody can read. It tells
 * which file is locked; the process that it names is the one that took the lock, for a
 * daemon a first child that ended long ago. In a container, where that process cannot be
 * named any more, the lock is not in the list. Where {@code /proc} shows nothing but
 * processes ({@code subset=pid}), there is no list.
 */
final class KernelLocks {

	private static final Path LIST = Path.of("/proc/locks");

	/** The fields: number, type, ADVISORY, mode, process, file, start, end. */
	private static final int TYPE = 1;

	private static final int MODE = 3;

	private static final int FILE = 5;

	private KernelLocks() {
	}

	/**
	 * Looks for an exclusive lock of flock(2).
	 * @param file the file
	 * @return whether it is in the list; false too if the list cannot be read
	 * @throws IOException if there is no such file
	 */
	static boolean contains(Path file) throws IOException {
		return isIn(locks(), name(file));
	}

	private static List<String> locks() {
		try {
			return Files.readAllLines(LIST, StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	static boolean isIn(List<String> locks, String name) {
		return locks.stream()
			.map((line) -> line.split(" +", -1))
			.anyMatch((fields) -> fields.length > FILE && fields[TYPE].equals("FLOCK") && fields[MODE].equals("WRITE")
					&& fields[FILE].equals(name));
	}

	private static String name(Path file) throws IOException {
		long device = (long) Files.getAttribute(file, "unix:dev", LinkOption.NOFOLLOW_LINKS);
		long inode = (long) Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
		return name(device, inode);
	}

	/**
	 * The name of a file in the list; see makedev(3) for what is in a device's number.
	 */
	static String name(long device, long inode) {
		long major = (device >>> 8 & 0xfff) | (device >>> 32 & ~0xfffL);
		long minor = (device & 0xff) | (device >>> 12 & ~0xffL);
		return "%02x:%02x:%d".formatted(major, minor & 0xffffffffL, inode);
	}

}
