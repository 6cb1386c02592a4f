package io.makedaemon;

import java.util.OptionalLong;

/**
 * Thrown when a file that the daemon is to lock is locked already: in most cases the
 * daemon is running.
 */
public class FileLockedException extends DaemonException {

	/** The file. */
	private final String path;

	/** The process that holds the lock. */
	private final OptionalLong holder;

	FileLockedException(String path, OptionalLong holder) {
		super(path + " is locked by " + (holder.isPresent() ? "process " + holder.getAsLong() : "another process")
				+ ": the daemon is already running");
		this.path = path;
		this.holder = holder;
	}

	/**
	 * Returns the file.
	 * @return its absolute path
	 */
	public String path() {
		return this.path;
	}

	/**
	 * Returns the process that holds the lock.
	 * @return its process id; empty if this user may not see it
	 */
	public OptionalLong holder() {
		return this.holder;
	}

}
