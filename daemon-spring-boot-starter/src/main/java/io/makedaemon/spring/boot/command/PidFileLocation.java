package io.makedaemon.spring.boot.command;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

import io.makedaemon.DaemonException;
import io.makedaemon.ProcessState;

/**
 * Where the pid file is. Without a property it is where the commands of the same user
 * find it from every directory: in {@code /run} for root, else in the user's runtime
 * directory, else in a directory of the user's own among the temporary ones.
 */
final class PidFileLocation {

	private static final String PROPERTY = "daemon.pid-file";

	private static final int ROOT = 0;

	private static final Path DIRECTORY_OF_ROOT = Path.of("/run");

	private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

	private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("----w--w-");

	private final @Nullable Path file;

	private final int uid;

	/** Null if it is not for this class to make it. */
	private final @Nullable Path privateDirectory;

	/**
	 * Decide.
	 * @param uid the user's id
	 * @param runtimeDirectory the value of {@code XDG_RUNTIME_DIR}, if any
	 * @param temporaryDirectory where everybody can write
	 * @param fileName the name of the pid file
	 */
	PidFileLocation(int uid, @Nullable String runtimeDirectory, Path temporaryDirectory, String fileName) {
		this.uid = uid;
		if (uid == ROOT) {
			this.privateDirectory = null;
			this.file = DIRECTORY_OF_ROOT.resolve(fileName);
		}
		else if (runtimeDirectory != null && isOwn(Path.of(runtimeDirectory), uid)) {
			this.privateDirectory = null;
			this.file = Path.of(runtimeDirectory, fileName);
		}
		else {
			this.privateDirectory = temporaryDirectory.resolve("makedaemon-" + uid);
			this.file = this.privateDirectory.resolve(fileName);
		}
	}

	private PidFileLocation(@Nullable Path file) {
		this.uid = -1;
		this.privateDirectory = null;
		this.file = file;
	}

	/**
	 * Decide by a property and the environment of this process.
	 * @param file the value of {@code daemon.pid-file}, or null
	 * @param programName the program's name
	 * @param launchDirectory what a relative path means
	 * @return the location
	 */
	static PidFileLocation of(@Nullable String file, String programName, Path launchDirectory) {
		try {
			if (file != null) {
				return new PidFileLocation(StringUtils.hasText(file) ? launchDirectory.resolve(file) : null);
			}
			return new PidFileLocation(ProcessState.effectiveUserId(), System.getenv("XDG_RUNTIME_DIR"),
					Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath(),
					programName.replace('/', '_') + ".pid");
		}
		catch (InvalidPathException ex) {
			throw new InvalidConfigurationPropertyValueException((file != null) ? PROPERTY : "daemon.program-name",
					(file != null) ? file : programName, ex.getMessage());
		}
		catch (IOException ex) {
			throw new DaemonException("cannot tell where the pid file is, set daemon.pid-file: " + ex.getMessage(), ex);
		}
	}

	private static boolean isOwn(Path directory, int uid) {
		try {
			return directory.isAbsolute() && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
					&& Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(uid)
					&& Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS)
						.stream()
						.noneMatch(OTHERS::contains);
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Return the pid file, for a daemon that is to be started: its directory is made if
	 * that is the user's own.
	 * @return the file, or null if there is to be none
	 * @throws DaemonException if somebody else has made that directory, or can write
	 * there
	 */
	@Nullable Path fileToMake() {
		if (this.privateDirectory != null) {
			try {
				Files.createDirectory(this.privateDirectory, PosixFilePermissions.asFileAttribute(PRIVATE));
			}
			catch (FileAlreadyExistsException ex) {
				// Made by an earlier start
			}
			catch (IOException ex) {
				throw new DaemonException("cannot make the directory of the pid file, " + this.privateDirectory
						+ ": set daemon.pid-file, or leave it empty", ex);
			}
		}
		return file();
	}

	/**
	 * Return the pid file.
	 * @return the file, or null if there is none
	 * @throws DaemonException if it would be in a directory of the user's own that
	 * somebody else has made, or can write to
	 */
	@Nullable Path file() {
		Path directory = this.privateDirectory;
		if (directory != null && Files.exists(directory, LinkOption.NOFOLLOW_LINKS) && !isOwn(directory, this.uid)) {
			throw new DaemonException("the pid file is not safe in " + directory
					+ ", which is another user's, or can be written by others: remove it, or set daemon.pid-file");
		}
		return this.file;
	}

}
