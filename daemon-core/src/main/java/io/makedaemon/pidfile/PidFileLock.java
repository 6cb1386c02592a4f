package io.makedaemon.pidfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;
import io.makedaemon.proc.LockHolder;

/**
 * The lock of a pid file, seen by somebody who does not hold it.
 *
 * <p>
 * Processes of the same user can be looked into. For those of others there is the
 * kernel's list of locks, and what is not in there is tried: only that needs a native
 * call.
 */
public final class PidFileLock {

	/** How long it may take from the lock until the process id is in the file. */
	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

	private static final long POLL = TimeUnit.MILLISECONDS.toNanos(10);

	private PidFileLock() {
	}

	/**
	 * Finds the process that holds the lock.
	 * @param file the pid file
	 * @return its process id; empty if nobody holds the lock
	 * @throws IOException if it cannot be told
	 */
	public static OptionalLong holder(Path file) throws IOException {
		long start = System.nanoTime();
		while (true) {
			OptionalLong holder = LockHolder.find(file);
			if (holder.isEmpty() && !isHeldByHidden(file)) {
				return holder;
			}
			OptionalLong named = LockHolder.named(file);
			if (named.isPresent() && (holder.isEmpty() || holder.equals(named))) {
				return named;
			}
			// A first child that has not written there yet, or nobody's
			if (System.nanoTime() - start > PATIENCE) {
				if (holder.isEmpty() && isHeld(file)) {
					throw new IOException(file + " is locked, but has no process id in it");
				}
				return holder;
			}
			LockSupport.parkNanos(POLL);
		}
	}

	/**
	 * Returns whether anybody holds the lock.
	 * @param file the pid file
	 * @return whether it is so; false too if there is no such file any more
	 * @throws IOException if it cannot be told
	 */
	public static boolean isHeld(Path file) throws IOException {
		return LockHolder.find(file).isPresent() || isHeldByHidden(file);
	}

	private static boolean isHeldByHidden(Path file) throws IOException {
		if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
			return false;
		}
		if (LockHolder.isListed(file)) {
			return true;
		}
		OptionalLong named = LockHolder.named(file);
		return named.isPresent() && LockHolder.isHidden(named.getAsLong()) && isLocked(file);
	}

	private static boolean isLocked(Path file) throws IOException {
		try {
			int descriptor = Posix.open(BytePath.of(file), OpenFlags.RDONLY | OpenFlags.NOFOLLOW, 0);
			try {
				return Descriptors.isLocked(descriptor);
			}
			finally {
				Posix.close(descriptor);
			}
		}
		catch (ErrnoException ex) {
			throw new IOException("cannot look whether " + file + " is locked", ex);
		}
	}

}
