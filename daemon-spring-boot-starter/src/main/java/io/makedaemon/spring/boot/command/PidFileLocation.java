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
import io.makedaemon.spring.boot.config.FileNames;

/**
 * Where the pid file is. By default it is where all commands of the same user find it,
 * whatever their directory and environment: in {@code /run} for root, else in a private
 * directory of the user in {@code /var/tmp}. That directory exists even if nobody is
 * logged in, and is local to one machine.
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

	/**
	 * The private directory of the user; null if this class does not create the
	 * directory.
	 */
	private final @Nullable Path privateDirectory;

	/** The places in earlier versions; null if there are none. */
	private final @Nullable FormerPidFiles former;

	/**
	 * Create the default location.
	 * @param uid the user's id
	 * @param outerUid the user's id outside of a namespace in which the machine's root is
	 * nobody
	 * @param directoryOfAll where everybody can create a directory
	 * @param fileName the name of the pid file
	 * @param former where it was in earlier versions
	 */
	PidFileLocation(int uid, int outerUid, Path directoryOfAll, String fileName, FormerPidFiles former) {
		this.uid = uid;
		boolean root = outerUid == ROOT;
		this.privateDirectory = root ? null
				: directoryOfAll.resolve("makedaemon-" + Integer.toUnsignedString(outerUid));
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
	 * Return the location, by a property and the user of this process.
	 * @param file the value of {@code daemon.pid-file}, or null
	 * @param programName the program's name
	 * @param launchDirectory the directory against which a relative path is resolved
	 * @return the location
	 */
	static PidFileLocation of(@Nullable String file, String programName, Path launchDirectory) {
		try {
			if (file != null) {
				return new PidFileLocation(StringUtils.hasText(file) ? launchDirectory.resolve(file) : null);
			}
			int uid = ProcessState.effectiveUserId();
			String fileName = FileNames.of(programName) + ".pid";
			return new PidFileLocation(uid, ProcessState.outerUserId(uid), DIRECTORY_OF_ALL, fileName,
					new FormerPidFiles(uid, System.getenv("XDG_RUNTIME_DIR"), System.getProperty("java.io.tmpdir"),
							fileName));
		}
		catch (InvalidPathException ex) {
			throw new InvalidConfigurationPropertyValueException((file != null) ? PROPERTY : "daemon.program-name",
					(file != null) ? file : programName, ex.getMessage());
		}
		catch (IOException ex) {
			throw new DaemonException("cannot determine where the pid file is, set daemon.pid-file: " + ex.getMessage(),
					ex);
		}
	}

	/**
	 * Return the pid file for a daemon that is about to start, and create its directory
	 * if it is the user's private one.
	 * @return the file, or null if there is none
	 * @throws DaemonException if somebody else has created that directory, or can write
	 * to it
	 */
	@Nullable Path fileToMake() {
		if (this.privateDirectory != null) {
			try {
				Files.createDirectory(this.privateDirectory, PosixFilePermissions.asFileAttribute(PRIVATE));
			}
			catch (FileAlreadyExistsException ex) {
				// Created by an earlier start
			}
			catch (IOException ex) {
				throw new DaemonException("cannot create the directory of the pid file, " + this.privateDirectory
						+ ": set daemon.pid-file, or leave it empty", ex);
			}
		}
		return file();
	}

	/**
	 * Return the pid file.
	 * @return the file, or null if there is none
	 * @throws DaemonException if it would be in a private directory that somebody else
	 * has created, or can write to
	 */
	@Nullable Path file() {
		Path directory = this.privateDirectory;
		if (directory != null && Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
			if (!isOwn(directory, this.uid)) {
				throw new DaemonException("the pid file is not safe in " + directory
						+ ", which is not this user's directory: have root remove it, or set daemon.pid-file");
			}
			if (isWritableByOthers(directory)) {
				throw new DaemonException("the pid file is not safe in " + directory
						+ ", where others can write: run chmod 700 on it, or set daemon.pid-file");
			}
		}
		return this.file;
	}

	/**
	 * Return whether only a given user can change the content of a directory.
	 * @param directory the directory
	 * @param uid the user's id
	 * @return whether it is a directory, not a link, that only the user can change
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
	 * Find a daemon that was started by an earlier version with another default pid file.
	 * @return the daemon; empty if there is none
	 */
	Optional<RunningDaemon> findFormer() {
		return (this.former != null) ? this.former.find() : Optional.empty();
	}

}
