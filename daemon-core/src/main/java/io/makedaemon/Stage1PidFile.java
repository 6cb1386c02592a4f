package io.makedaemon;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

import io.makedaemon.pidfile.PidFile;
import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.Posix;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.proc.ProcessIdentity;
import io.makedaemon.trace.Trace;

/**
 * The pid file of a supervised daemon, which stays locked, and leads to the supervisor
 * while no process of the daemon runs. If somebody removes the file, it is created again,
 * as the daemon does while it runs.
 */
final class Stage1PidFile {

	private static final int ROOT = 0;

	private static final int MAX_LENGTH = 64;

	private final String path;

	private PidFile file;

	Stage1PidFile(String path, PidFile file) {
		this.path = path;
		this.file = file;
	}

	/**
	 * Return the locked file.
	 */
	PidFile file() {
		return this.file;
	}

	/**
	 * Have the file lead to a process. If that is impossible, the daemon is started all
	 * the same.
	 * @param former the process that it leads to
	 * @param pid the process that it is to lead to
	 * @throws ErrnoException if the file is another daemon's by now
	 */
	void keep(long former, long pid) throws ErrnoException {
		try {
			lockIfRemoved();
			this.file.replace(former, pid);
		}
		catch (ErrnoException ex) {
			if (isTaken(ex)) {
				throw ex;
			}
			Trace.step(ex.description());
		}
	}

	/**
	 * Have the file name a process that has inherited it. If somebody has just removed
	 * it, that process creates it again.
	 */
	void name(long former, long pid) {
		try {
			this.file.replace(former, pid);
		}
		catch (ErrnoException ex) {
			Trace.step(ex.description());
		}
	}

	/**
	 * Return whether a failure says that another daemon has locked the file.
	 */
	static boolean isTaken(Exception failure) {
		return failure instanceof ErrnoException failed && failed.call().equals("flock")
				&& failed.errno() == ErrnoException.EWOULDBLOCK;
	}

	/**
	 * A daemon that has created the file again has its lock, and this process has not.
	 */
	private void lockIfRemoved() throws ErrnoException {
		if (!this.file.isInPlace()) {
			PidFile again = (Posix.geteuid() == ROOT) ? PidFile.lockAsRoot(this.path, ROOT, ROOT)
					: PidFile.lock(this.path);
			this.file.close();
			this.file = again;
		}
	}

	/**
	 * Return whether the file names another process than an ended one, and that is alive.
	 */
	boolean isOtherNamed(long ended) {
		try (InputStream in = new FileInputStream(ProcSelf.descriptorPath(this.file.descriptor()))) {
			long named = Long.parseLong(ByteStrings.of(in.readNBytes(MAX_LENGTH)).strip());
			return named != ended && ProcessIdentity.of(named) != null;
		}
		catch (IOException | NumberFormatException ex) {
			return false;
		}
	}

	/**
	 * Leave the file behind, with the reason why there is no daemon any more.
	 */
	void abandon(long pid, String reason) {
		try {
			lockIfRemoved();
			this.file.abandon(pid, reason);
		}
		catch (ErrnoException ex) {
			Trace.step(ex.description());
		}
	}

	/**
	 * Remove the file.
	 */
	void remove() {
		try {
			lockIfRemoved();
			this.file.remove();
		}
		catch (ErrnoException ex) {
			// It is not this daemon's, or this user may not remove it
		}
	}

}
