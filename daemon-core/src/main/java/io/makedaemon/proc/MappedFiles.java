package io.makedaemon.proc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The files that processes have mapped into their memory, see proc(5).
 */
public final class MappedFiles {

	private static final Path PROCESSES = Path.of("/proc");

	private MappedFiles() {
	}

	/**
	 * Return whether a process has a file of a directory in its memory.
	 * @param directory the directory
	 * @return whether one has, as far as this user may look into the processes
	 * @throws IOException if there is no such directory, or no process can be seen
	 */
	public static boolean areIn(Path directory) throws IOException {
		String prefix = directory.toRealPath() + "/";
		try (Stream<Path> processes = Files.list(PROCESSES)) {
			return processes.anyMatch((process) -> maps(process, prefix));
		}
	}

	private static boolean maps(Path process, String prefix) {
		try (Stream<String> lines = Files.lines(process.resolve("maps"), StandardCharsets.ISO_8859_1)) {
			return lines.anyMatch((line) -> line.contains(prefix));
		}
		catch (IOException | UncheckedIOException ex) {
			// Not a process, gone, or another user's
			return false;
		}
	}

}
