package io.makedaemon.proc;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The open files of another process, see proc(5).
 */
public final class OpenFiles {

	private static final Path PROC = Path.of("/proc");

	/** What the kernel adds to the name of a file that has none any more. */
	private static final String DELETED = " (deleted)";

	private OpenFiles() {
	}

	/**
	 * Return the path that refers to an open descriptor. Opening it reopens the same
	 * file.
	 * @param pid the process id
	 * @param descriptor the descriptor
	 * @return the path
	 */
	public static String path(long pid, int descriptor) {
		return directory(pid).resolve(Integer.toString(descriptor)).toString();
	}

	/**
	 * Return the kernel's names for all open files.
	 * @param pid the process id
	 * @return the names, as readlink(2) gives them, one for each descriptor
	 * @throws IOException if there is no such process, or this user may not inspect it
	 */
	static List<String> names(long pid) throws IOException {
		List<String> names = new ArrayList<>();
		try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(directory(pid))) {
			for (Path descriptor : descriptors) {
				String name = name(descriptor);
				if (name != null) {
					names.add(name);
				}
			}
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
		return names;
	}

	/**
	 * Find an open file by the kernel's name for it.
	 * @param pid the process id
	 * @param name the name, as readlink(2) gives it
	 * @return the path that refers to it; null if the process has no such file open
	 * @throws IOException if there is no such process, or this user may not inspect it
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

	/**
	 * Find an open file that is named on the command line of its process, and that
	 * somebody has written to since the process was started.
	 * @param process the process
	 * @param suffix what the name ends with
	 * @return its name; null if there is none, or this user may not inspect the process
	 */
	public static @Nullable String findOverwritten(ProcessIdentity process, String suffix) {
		VisibleProcess visible = VisibleProcess.of(process.pid());
		Set<String> names = new HashSet<>();
		for (String argument : (visible != null) ? visible.arguments() : List.<String>of()) {
			names.addAll(List.of(argument.split(":", -1)));
		}
		try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(directory(process.pid()))) {
			for (Path descriptor : descriptors) {
				String name = fileName(descriptor);
				if (name != null && name.endsWith(suffix) && names.contains(name)
						&& isOverwritten(descriptor, process)) {
					return name;
				}
			}
		}
		catch (IOException | DirectoryIteratorException ex) {
			// Ended, or another user's
		}
		return null;
	}

	private static boolean isOverwritten(Path descriptor, ProcessIdentity process) {
		try {
			return FileSnapshot.following(descriptor).lastModified().isAfter(process.startedAt());
		}
		catch (IOException ex) {
			// Closed in the meantime
			return false;
		}
	}

	/**
	 * Return whether another process also has a file open. Only root can see the
	 * processes of other users.
	 * @param descriptor this process's descriptor of the file
	 * @return whether another process has
	 * @throws IOException if the descriptor is not open
	 */
	public static boolean isShared(int descriptor) throws IOException {
		Path file = Path.of(ProcSelf.descriptorPath(descriptor));
		String name = Files.readSymbolicLink(file).toString();
		long own = ProcessHandle.current().pid();
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
			for (Path process : processes) {
				long pid = Long.parseLong(process.getFileName().toString());
				if (pid != own && hasOpen(pid, name, file)) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean hasOpen(long pid, String name, Path file) {
		try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(directory(pid))) {
			for (Path descriptor : descriptors) {
				// Many files have the same name
				if (name.equals(name(descriptor)) && Files.isSameFile(descriptor, file)) {
					return true;
				}
			}
		}
		catch (IOException ex) {
			// Ended, or another user's
		}
		return false;
	}

	private static Path directory(long pid) {
		return Path.of("/proc", Long.toString(pid), "fd");
	}

	/**
	 * Return the name that a file had when it was opened, also if it was replaced since.
	 */
	private static @Nullable String fileName(Path descriptor) {
		String name = name(descriptor);
		return (name != null && name.endsWith(DELETED)) ? name.substring(0, name.length() - DELETED.length()) : name;
	}

	private static @Nullable String name(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString();
		}
		catch (IOException ex) {
			// Closed in the meantime
			return null;
		}
	}

}
