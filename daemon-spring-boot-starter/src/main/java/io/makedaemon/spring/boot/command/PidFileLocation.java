package io.makedaemon.spring.boot.command;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

import io.makedaemon.DaemonException;
import io.makedaemon.ProcessState;
import io.makedaemon.RunningDaemon;

/**
 * Where the pid file is. Without a property it is where all commands of the same user
 * find it, whatever their directory and environment are: in {@code /run} for root, else
 * in a directory of the user's own in {@code /var/tmp}. That is there when nobody is
 * logged in, and belongs to one machine.
 */
final class PidFileLocation {

	private static final String PROPERTY = "daemon.pid-file";

	private static final int ROOT = 0;

	private static final Path DIRECTORY_OF_ROOT = Path.of("/run");

	private static final Path DIRECTORY_OF_ALL = Path.of("/var/tmp");

	private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

	private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("----w--w-");

	private final @Nullable Path file;

	private final int uid;

	/** Null if it is not for this class to make it. */
	private final @Nullable Path privateDirectory;

	/** Null if there are none. */
	private final @Nullable FormerPidFiles former;

	/**
	 * Decide.
	 * @param uid the user's id
	 * @param directoryOfAll where everybody can make a directory
	 * @param fileName the name of the pid file
	 * @param former where it was in earlier versions
	 */
	PidFileLocation(int uid, Path directoryOfAll, String fileName, FormerPidFiles former) {
		this.uid = uid;
		boolean root = uid == ROOT;
		this.privateDirectory = root ? null : directoryOfAll.resolve("makedaemon-" + Integer.toUnsignedString(uid));
		this.file = ((this.privateDirectory != null) ? this.privateDirectory : DIRECTORY_OF_ROOT).resolve(fileName);
		this.former = root ? null : former;
	}

	private PidFileLocation(@Nullable Path file) {
		this.uid = -1;
		this.privateDirectory = null;
		this.file = file;
		this.former = null;
	}

	/**
	 * Decide by a property and the user of this process.
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
			int uid = ProcessState.effectiveUserId();
			String fileName = programName.replace('/', '_') + ".pid";
			return new PidFileLocation(uid, DIRECTORY_OF_ALL, fileName, new FormerPidFiles(uid,
					System.getenv("XDG_RUNTIME_DIR"), System.getProperty("java.io.tmpdir"), fileName));
		}
		catch (InvalidPathException ex) {
			throw new InvalidConfigurationPropertyValueException((file != null) ? PROPERTY : "daemon.program-name",
					(file != null) ? file : programName, ex.getMessage());
		}
		catch (IOException ex) {
			throw new DaemonException("cannot tell where the pid file is, set daemon.pid-file: " + ex.getMessage(), ex);
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
		if (directory != null && Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
			if (!isOwn(directory, this.uid)) {
				throw new DaemonException("the pid file is not safe in " + directory
						+ ", which is not a directory of this user's: let root remove it, or set daemon.pid-file");
			}
			if (isWritableByOthers(directory)) {
				throw new DaemonException("the pid file is not safe in " + directory
						+ ", where others can write: chmod 700 it, or set daemon.pid-file");
			}
		}
		return this.file;
	}

	/**
	 * Return whether nobody but a user can change what is in a directory.
	 * @param directory the directory
	 * @param uid the user's id
	 * @return whether it is a directory, no link, of the user's own
	 */
	static boolean isPrivate(Path directory, int uid) {
		return isOwn(directory, uid) && !isWritableByOthers(directory);
	}

	private static boolean isOwn(Path directory, int uid) {
		try {
			return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
					&& Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(uid);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean isWritableByOthers(Path directory) {
		try {
			return Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS)
				.stream()
				.anyMatch(OTHERS::contains);
		}
		catch (IOException ex) {
			return true;
		}
	}

	/**
	 * Find a daemon that was started by a version which had the default pid file
	 * elsewhere.
	 * @return the daemon; empty if there is none
	 */
	Optional<RunningDaemon> findFormer() {
		return (this.former != null) ? this.former.find() : Optional.empty();
	}

}
