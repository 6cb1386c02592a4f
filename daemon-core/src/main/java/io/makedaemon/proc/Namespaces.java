package io.makedaemon.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The namespaces of processes, see namespaces(7).
 */
public final class Namespaces {

	private static final Path PROC = Path.of("/proc");

	private static final List<String> NAMES = List.of("mnt", "net", "pid", "user");

	private Namespaces() {
	}

	/**
	 * Return whether another process sees the same files, addresses, processes and users
	 * as this one.
	 * @param pid its process id
	 * @return whether it does; also false if this user may not inspect it
	 */
	public static boolean areShared(long pid) {
		try {
			for (String name : NAMES) {
				if (!of(Long.toString(pid), name).equals(of("self", name))) {
					return false;
				}
			}
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static Path of(String process, String name) throws IOException {
		return Files.readSymbolicLink(PROC.resolve(Path.of(process, "ns", name)));
	}

}
