package io.makedaemon.spring.boot.command;

import java.nio.file.Path;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonException;
import io.makedaemon.RunningDaemon;

/**
 * Finds the daemon that a command is for, by its pid file.
 */
final class TargetDaemon {

	private final String name;

	private final @Nullable String pidFile;

	/**
	 * Create a target.
	 * @param name the program's name
	 * @param pidFile the value of {@code daemon.pid-file}, or null
	 */
	TargetDaemon(String name, @Nullable String pidFile) {
		this.name = name;
		this.pidFile = pidFile;
	}

	/**
	 * Find the daemon, also one that an earlier version has started.
	 * @return the daemon; empty if it is not running
	 * @throws DaemonException if it cannot be determined
	 */
	Optional<RunningDaemon> find() {
		return findCurrent().or(location()::findFormer);
	}

	/**
	 * Find the daemon, if it has the pid file of this version.
	 * @return the daemon; empty if it is not running
	 * @throws DaemonException if it cannot be determined
	 */
	Optional<RunningDaemon> findCurrent() {
		checkSupported();
		return RunningDaemon.find(file());
	}

	/**
	 * Return the pid file.
	 * @return the file
	 * @throws DaemonException if there is none, or if its directory is not safe
	 */
	Path file() {
		Path file = location().file();
		if (file == null) {
			throw new DaemonException("commands need a pid file, and daemon.pid-file is empty");
		}
		return file;
	}

	PidFileLocation location() {
		return PidFileLocation.of(this.pidFile, this.name, Daemon.launchDirectory());
	}

	/**
	 * Check that there can be a daemon.
	 * @throws DaemonException if not
	 */
	static void checkSupported() {
		String unsupported = Daemon.unsupported();
		if (unsupported != null) {
			throw new DaemonException("commands do not work here: " + unsupported);
		}
	}

}
