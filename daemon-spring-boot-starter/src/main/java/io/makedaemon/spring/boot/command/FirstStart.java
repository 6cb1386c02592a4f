package io.makedaemon.spring.boot.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.makedaemon.prepare.TrustedPath;
import io.makedaemon.spring.boot.config.FileNames;

/**
 * Remembers which programs the user has started: by an empty file for each, in the user's
 * state directory according to the XDG Base Directory Specification. Nothing is
 * remembered where another user could change the directory or the path to it.
 */
final class FirstStart {

	private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

	private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

	private final @Nullable Path file;

	/**
	 * Create the memory of a program.
	 * @param states the value of {@code XDG_STATE_HOME}, or null
	 * @param home the user's home directory, or an empty string
	 * @param programName the program's name
	 */
	FirstStart(@Nullable String states, String home, String programName) {
		this.file = file(states, home, FileNames.of(programName) + ".started");
	}

	private static @Nullable Path file(@Nullable String states, String home, String name) {
		try {
			if (states != null && states.startsWith("/")) {
				return Path.of(states, "makedaemon", name);
			}
			// The home of nobody must not come into being
			return (home.startsWith("/") && Files.isDirectory(Path.of(home)))
					? Path.of(home, ".local", "state", "makedaemon", name) : null;
		}
		catch (InvalidPathException ex) {
			return null;
		}
	}

	/**
	 * Remember that the program is being started.
	 * @return whether this is its first start; false if that cannot be remembered
	 */
	boolean remember() {
		Path directory = (this.file != null) ? this.file.getParent() : null;
		if (this.file == null || directory == null || Files.exists(this.file)) {
			return false;
		}
		try {
			TrustedPath.check(existing(directory), null);
			Files.createDirectories(directory, PRIVATE_DIRECTORY);
			Files.createFile(this.file, PRIVATE_FILE);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static Path existing(Path directory) {
		Path parent = directory.getParent();
		return (parent == null || Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) ? directory : existing(parent);
	}

	/**
	 * Forget a start that has failed.
	 */
	void forget() {
		try {
			if (this.file != null) {
				Files.deleteIfExists(this.file);
			}
		}
		catch (IOException ex) {
			// The user has been told about the failure, which has other hints
		}
	}

}
