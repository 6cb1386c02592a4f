package io.makedaemon;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Thrown when a file that the daemon should lock is already locked, in most cases because
 * the daemon is running.
 */
public class FileLockedException extends DaemonException {

	/** The file. */
	private final String path;

	/** The process that holds the lock. */
	private final OptionalLong holder;

	FileLockedException(String path, OptionalLong holder) {
		this(path + " is locked by "
				+ (holder.isPresent()
						? "process " + holder.getAsLong() + ": " + RunningSupervisor.describe(holder.getAsLong())
						: "a process that this user cannot see: the daemon is already running, "
								+ "or else the file must be removed"),
				path, holder);
	}

	private FileLockedException(String message, String path, OptionalLong holder) {
		super(message);
		this.path = path;
		this.holder = holder;
	}

	/**
	 * Return the exception for a pid file that was removed while its daemon was running.
	 */
	static FileLockedException ofRemoved(Path file, long daemon) {
		return new FileLockedException("somebody has removed " + file + ", but process " + daemon
				+ " holds its lock: the daemon is already running", file.toString(), OptionalLong.of(daemon));
	}

	/**
	 * Return the path of the file.
	 * @return the absolute path
	 */
	public String path() {
		return this.path;
	}

	/**
	 * Return the process that holds the lock.
	 * @return its process id; empty if this user may not see the process
	 */
	public OptionalLong holder() {
		return this.holder;
	}

}
