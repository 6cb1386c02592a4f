package io.makedaemon.spring.boot.prepare;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

import io.makedaemon.prepare.Preparation;

/**
 * The directories in a cache directory, one for each preparation.
 */
final class PreparedFiles {

	private static final String PREFIX = "prepared-";

	private static final String NEW_LINK = ".new-";

	/** The name of the launcher in each directory. */
	static final String LAUNCHER = "launcher";

	private static final Set<PosixFilePermission> READ = PosixFilePermissions.fromString("r--r--r--");

	private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rw-------");

	private static final Set<PosixFilePermission> OWN_PROGRAM = PosixFilePermissions.fromString("rwx------");

	private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwxr-xr-x");

	private final Path cache;

	PreparedFiles(Path cache) {
		this.cache = cache;
	}

	/**
	 * Return the current directory.
	 * @return the directory, or null if there is none
	 */
	@Nullable Path current() throws IOException {
		Path link = this.cache.resolve(Preparation.CURRENT);
		return Files.exists(link) ? link.toRealPath() : null;
	}

	/**
	 * Create a directory that nobody else can read yet.
	 */
	Path create() throws IOException {
		return Files.createTempDirectory(this.cache, PREFIX);
	}

	/**
	 * Make the files that the daemon runs from readable for everybody who can read a
	 * given file. The rest contains options and arguments and stays private.
	 * @param directory the directory
	 * @param like the given file
	 */
	static void share(Path directory, Path like) throws IOException {
		PosixFileAttributes attributes = Files.readAttributes(like, PosixFileAttributes.class);
		Set<PosixFilePermission> readers = EnumSet.copyOf(OWN);
		READ.stream().filter(attributes.permissions()::contains).forEach(readers::add);
		List<Path> paths;
		try (Stream<Path> walk = Files.walk(directory)) {
			// The directory itself comes last
			paths = walk.sorted(Comparator.reverseOrder()).toList();
		}
		for (Path path : paths) {
			if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
				Files.setPosixFilePermissions(path, DIRECTORY);
			}
			else if (path.getFileName().toString().equals(LAUNCHER)) {
				Files.setPosixFilePermissions(path, OWN_PROGRAM);
			}
			else if (Preparation.isPrivate(path)) {
				Files.setPosixFilePermissions(path, OWN);
			}
			else {
				Files.setPosixFilePermissions(path, setGroup(path, attributes.group()) ? readers : others(readers));
			}
		}
	}

	/**
	 * Make a directory private.
	 */
	static void hide(Path directory) throws IOException {
		Files.setPosixFilePermissions(directory, OWN_PROGRAM);
	}

	/**
	 * Set the group of a file, and return whether that was permitted: only a member of
	 * the group may do it.
	 */
	private static boolean setGroup(Path file, GroupPrincipal group) {
		try {
			PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
			if (!view.readAttributes().group().equals(group)) {
				view.setGroup(group);
			}
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Return the permissions without the group: a group keeps only what everybody has.
	 */
	private static Set<PosixFilePermission> others(Set<PosixFilePermission> readers) {
		Set<PosixFilePermission> others = EnumSet.copyOf(readers);
		if (!readers.contains(PosixFilePermission.OTHERS_READ)) {
			others.remove(PosixFilePermission.GROUP_READ);
		}
		return others;
	}

	/**
	 * Make a directory the current one.
	 * @param directory the directory
	 * @param launcher where its launcher is found
	 */
	void switchTo(Path directory, Path launcher) throws IOException {
		link(this.cache.resolve(Preparation.CURRENT), directory.getFileName());
		link(launcher, Path.of(Preparation.CURRENT, LAUNCHER));
	}

	/**
	 * Return where the launcher is found.
	 * @param name the program's name
	 * @return the path
	 * @throws IOException if the name is taken
	 */
	Path launcher(String name) throws IOException {
		String fileName = name.replace('/', '_');
		Path launcher = this.cache.resolve(fileName);
		boolean reserved = fileName.equals(Preparation.CURRENT) || fileName.startsWith(PREFIX);
		boolean taken = Files.exists(launcher, LinkOption.NOFOLLOW_LINKS)
				&& !(Files.isSymbolicLink(launcher) && Files.readSymbolicLink(launcher).endsWith(LAUNCHER));
		if (reserved || taken) {
			throw new FileAlreadyExistsException(launcher.toString(), null, "in the way of the launcher script");
		}
		return launcher;
	}

	private static void link(Path link, Path target) throws IOException {
		Path temporary = link.resolveSibling(NEW_LINK + link.getFileName());
		Files.deleteIfExists(temporary);
		Files.createSymbolicLink(temporary, target);
		Files.move(temporary, link, StandardCopyOption.ATOMIC_MOVE);
	}

	/**
	 * Remove directories that are no longer needed. This spares the current one, the
	 * previous one, which a daemon may be about to start from, and any that a process
	 * runs from.
	 */
	void removeOld(Path current, @Nullable Path last) throws IOException {
		List<Path> old;
		try (Stream<Path> paths = Files.list(this.cache)) {
			old = paths.filter((path) -> path.getFileName().toString().startsWith(PREFIX))
				.filter((path) -> !path.equals(current) && !path.equals(last))
				.toList();
		}
		for (Path directory : old) {
			if (!Preparation.isInUse(directory)) {
				remove(directory);
			}
		}
	}

	/**
	 * Remove a directory as far as possible. Synchronized, since two threads would
	 * disturb each other.
	 */
	static synchronized void remove(Path directory) {
		FileSystemUtils.deleteRecursively(directory.toFile());
	}

}
