package io.makedaemon.proc;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * The open files of another process, see proc(5).
 */
public final class OpenFiles {

	private OpenFiles() {
	}

	/**
	 * Return the path that stands for an open descriptor: opening it reopens the same
	 * file.
	 * @param pid the process id
	 * @param descriptor the descriptor
	 * @return the path
	 */
	public static String path(long pid, int descriptor) {
		return directory(pid).resolve(Integer.toString(descriptor)).toString();
	}

	/**
	 * Find an open file by what the kernel calls it.
	 * @param pid the process id
	 * @param name the name, as readlink(2) gives it
	 * @return the path that stands for it; null if the process has no such file open
	 * @throws IOException if there is no such process, or this user may not look into it
	 */
	public static @Nullable Path find(long pid, String name) throws IOException {
		try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(directory(pid))) {
			for (Path descriptor : descriptors) {
				if (name.equals(name(descriptor))) {
					return descriptor;
				}
			}
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
		return null;
	}

	private static Path directory(long pid) {
		return Path.of("/proc", Long.toString(pid), "fd");
	}

	private static @Nullable String name(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString();
		}
		catch (IOException ex) {
			// Closed meanwhile
			return null;
		}
	}

}
