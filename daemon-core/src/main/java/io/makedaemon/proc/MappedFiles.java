package io.makedaemon.proc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.ByteStrings;

/**
 * The files that processes have mapped into their memory, see proc(5).
 */
public final class MappedFiles {

	private static final Path PROCESSES = Path.of("/proc");

	private static final String FIRST_PROCESS = "1";

	private static final String USER_IDS = "Uid:";

	private static final int ROOT = 0;

	/** The arguments of a process may be in a file in memory. */
	private static final String ARGUMENT_FILE = "\0@/proc/self/fd/";

	private MappedFiles() {
	}

	/**
	 * Return whether a process has mapped a file in a directory. A process that this user
	 * may not inspect is assumed to have done so, unless it is another user's, or its
	 * command line, which everybody can read, does not name the directory.
	 * @param directory the directory
	 * @return whether a process has, or may have
	 * @throws IOException if there is no such directory, or if no process can be seen
	 */
	public static boolean areIn(Path directory) throws IOException {
		String prefix = BytePath.of(directory.toRealPath()) + "/";
		if (!Files.exists(PROCESSES.resolve(FIRST_PROCESS))) {
			// Processes are not even visible, as with the mount option hidepid=2
			return true;
		}
		int uid = ProcSelf.effectiveUserId();
		try (Stream<Path> processes = Files.list(PROCESSES)) {
			return processes.filter(MappedFiles::isProcess).anyMatch((process) -> maps(process, prefix, uid));
		}
	}

	private static boolean isProcess(Path file) {
		return file.getFileName().toString().chars().allMatch(Character::isDigit);
	}

	private static boolean maps(Path process, String prefix, int uid) {
		try (Stream<String> lines = Files.lines(process.resolve("maps"), StandardCharsets.ISO_8859_1)) {
			return lines.anyMatch((line) -> line.contains(prefix));
		}
		catch (IOException | UncheckedIOException ex) {
			// A daemon with a capability or, for root in a container, another user's
			// process
			return (uid == ROOT || isOf(process, uid)) && names(process, prefix);
		}
	}

	/**
	 * Return whether one of its real, effective, saved and file system user ids is that
	 * id.
	 */
	private static boolean isOf(Path process, int uid) {
		try (Stream<String> lines = Files.lines(process.resolve("status"), StandardCharsets.ISO_8859_1)) {
			return lines.filter((line) -> line.startsWith(USER_IDS))
				.flatMap((line) -> Stream.of(line.substring(USER_IDS.length()).trim().split("\t", -1)))
				.anyMatch(Integer.toUnsignedString(uid)::equals);
		}
		catch (IOException | UncheckedIOException ex) {
			return Files.exists(process);
		}
	}

	private static boolean names(Path process, String prefix) {
		try {
			String commandLine = ByteStrings.of(Files.readAllBytes(process.resolve("cmdline")));
			return commandLine.isEmpty() || commandLine.contains(prefix) || commandLine.contains(ARGUMENT_FILE);
		}
		catch (IOException ex) {
			return Files.exists(process);
		}
	}

}
