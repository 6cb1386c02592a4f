package io.makedaemon.launch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Finds the process that holds a lock of {@code flock(2)}.
 *
 * <p>
 * {@code /proc/locks} names the process that took the lock, for a daemon a first child
 * that ended long ago. Who holds it is who has the locked file open, and
 * {@code /proc/PID/fdinfo} says that.
 */
public final class LockHolder {

	private static final Path PROC = Path.of("/proc");

	private LockHolder() {
	}

	/**
	 * Finds the holder of the lock on a file.
	 * @param file the file
	 * @return its process id; empty if it cannot be seen from here, as for another user's
	 * process
	 */
	public static OptionalLong find(Path file) {
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
			for (Path process : processes) {
				if (holds(process, file)) {
					return OptionalLong.of(Long.parseLong(process.getFileName().toString()));
				}
			}
		}
		catch (IOException ex) {
			// Nobody to be seen
		}
		return OptionalLong.empty();
	}

	private static boolean holds(Path process, Path file) {
		try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
			for (Path descriptor : descriptors) {
				if (isLocked(process, descriptor, file)) {
					return true;
				}
			}
		}
		catch (IOException ex) {
			// Ended, or another user's
		}
		return false;
	}

	private static boolean isLocked(Path process, Path descriptor, Path file) {
		try {
			return Files.isSameFile(descriptor, file)
					&& Files.readString(process.resolve("fdinfo").resolve(descriptor.getFileName())).contains("FLOCK");
		}
		catch (IOException ex) {
			// Closed meanwhile, or not a file
			return false;
		}
	}

}
