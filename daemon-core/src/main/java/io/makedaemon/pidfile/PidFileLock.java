package io.makedaemon.pidfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;
import io.makedaemon.proc.HeldLock;
import io.makedaemon.proc.LockHolder;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.proc.ProcessIdentity;

/**
 * The lock of a pid file, seen by somebody who does not hold it.
 *
 * <p>
 * A lock alone proves nothing, since whoever can read a file can lock it. The daemon's
 * lock is that of an open file that the file's owner has opened and that the daemon has
 * inherited, and the daemon's process id is in the file, where only the owner can write.
 * Of a process that cannot be looked into, its age proves that it is the one in the file:
 * it was there when the file was written.
 */
public final class PidFileLock {

	private static final int ROOT = 0;

	private static final int WRITABLE_BY_OTHERS = 0022;

	/** A process that ends may be seen for so long. */
	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

	private static final long POLL = TimeUnit.MILLISECONDS.toNanos(10);

	/** How exactly a process's age is known. */
	private static final Duration MARGIN = Duration.ofSeconds(1);

	private final Path file;

	private final int owner;

	private final int mode;

	private final int user;

	private PidFileLock(Path file) throws IOException {
		this.file = file;
		this.owner = (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
		int links = (int) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
		if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || links != 1) {
			throw new IOException("the pid file " + file + " is not a file, or has other names");
		}
		this.mode = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
		this.user = ProcSelf.effectiveUserId();
	}

	/**
	 * Find the daemon that holds the lock.
	 * @param file the pid file
	 * @return its process id; empty if there is no daemon, or no such file
	 * @throws IOException if it cannot be told
	 */
	public static OptionalLong daemon(Path file) throws IOException {
		long start = System.nanoTime();
		while (true) {
			Holder holder = look(file);
			if (holder.who != Who.UNKNOWN) {
				return (holder.who == Who.DAEMON) ? OptionalLong.of(holder.pid) : OptionalLong.empty();
			}
			if (System.nanoTime() - start > holder.patience(file)) {
				throw new IOException(holder.reason(file));
			}
			LockSupport.parkNanos(POLL);
		}
	}

	/**
	 * Find a process that holds the lock and cannot be the daemon.
	 * @param file the pid file
	 * @return its process id; empty if there is none to be seen
	 */
	public static OptionalLong stranger(Path file) {
		try {
			Holder holder = look(file);
			return (holder.who == Who.STRANGER) ? OptionalLong.of(holder.pid) : OptionalLong.empty();
		}
		catch (IOException ex) {
			return OptionalLong.empty();
		}
	}

	/**
	 * Find a daemon that has a pid file locked which has no name any more: somebody has
	 * removed it, or its directory.
	 * @param file the name that it had
	 * @return the daemon's process id; empty if there is none to be seen
	 */
	public static OptionalLong daemonWithout(Path file) {
		for (HeldLock lock : HeldLock.ofRemoved(file)) {
			try {
				int user = ProcSelf.effectiveUserId();
				int owner = lock.fileOwner();
				if (lock.exclusive() && (owner == ROOT || owner == user) && isTrusted(lock, owner, user)) {
					return OptionalLong.of(lock.pid());
				}
			}
			catch (IOException ex) {
				// Ended meanwhile
			}
		}
		return OptionalLong.empty();
	}

	private static Holder look(Path file) throws IOException {
		try {
			return new PidFileLock(file).look();
		}
		catch (NoSuchFileException ex) {
			return Holder.NOBODY;
		}
	}

	private Holder look() throws IOException {
		// Of a file that others can write, nothing is believed
		OptionalLong named = ((this.mode & WRITABLE_BY_OTHERS) == 0) ? LockHolder.named(this.file)
				: OptionalLong.empty();
		HeldLock ofNamed = named.isPresent() ? HeldLock.of(named.getAsLong(), this.file) : null;
		if (ofNamed != null && isTrusted(ofNamed)) {
			return new Holder(Who.DAEMON, ofNamed.pid());
		}
		HeldLock stranger = ofNamed;
		List<HeldLock> others = HeldLock.all(this.file);
		for (HeldLock other : others) {
			if (isTrusted(other)) {
				return new Holder(Who.UNKNOWN, other.pid());
			}
			stranger = other;
		}
		if (stranger != null) {
			return new Holder(Who.STRANGER, stranger.pid());
		}
		boolean hidden = named.isPresent() && LockHolder.isHidden(named.getAsLong());
		if (!LockHolder.isListed(this.file) && !(hidden && isLocked())) {
			return Holder.NOBODY;
		}
		return (hidden && wasThere(named.getAsLong())) ? new Holder(Who.DAEMON, named.getAsLong()) : Holder.HIDDEN;
	}

	private boolean isTrusted(HeldLock lock) {
		return lock.exclusive() && isTrusted(lock, this.owner, this.user);
	}

	/**
	 * Another user may have a process of anybody's hold the lock of that user's file, but
	 * not have root open it.
	 */
	private static boolean isTrusted(HeldLock lock, int owner, int user) {
		Set<Integer> users = ProcessIdentity.userIds(lock.pid());
		if (owner != ROOT && owner != user) {
			return users.equals(Set.of(owner));
		}
		return !users.isEmpty() && (lock.openedByOwner() || users.stream().allMatch((id) -> id == ROOT || id == user));
	}

	private boolean wasThere(long pid) throws IOException {
		ProcessIdentity process = ProcessIdentity.of(pid);
		Instant written = Files.getLastModifiedTime(this.file, LinkOption.NOFOLLOW_LINKS).toInstant();
		return process != null && process.startedAt().isBefore(written.plus(MARGIN))
				&& (this.owner == ROOT || ProcessIdentity.userIds(pid).equals(Set.of(this.owner)));
	}

	private boolean isLocked() throws IOException {
		try {
			int descriptor = Posix.open(BytePath.of(this.file), OpenFlags.RDONLY | OpenFlags.NOFOLLOW, 0);
			try {
				return Descriptors.isLocked(descriptor);
			}
			finally {
				Posix.close(descriptor);
			}
		}
		catch (ErrnoException ex) {
			throw new IOException("cannot look whether " + this.file + " is locked", ex);
		}
	}

	/** Who holds a lock. */
	private enum Who {

		/** The process whose id is in the file. */
		DAEMON,

		/** A process that cannot be told from the daemon, or to become it. */
		UNKNOWN,

		/** A process that cannot be the daemon. */
		STRANGER,

		/** No process. */
		NOBODY

	}

	/**
	 * What a look at the lock has shown.
	 *
	 * @param who who holds it
	 * @param pid the process id, or 0 if it is not known
	 */
	private record Holder(Who who, long pid) {

		static final Holder NOBODY = new Holder(Who.NOBODY, 0);

		static final Holder HIDDEN = new Holder(Who.UNKNOWN, 0);

		/**
		 * A first child writes the process id some time behind the lock.
		 */
		long patience(Path file) {
			return (this.pid != 0 && LockHolder.named(file).isEmpty()) ? PidFile.MAX_PATIENCE : PATIENCE;
		}

		String reason(Path file) {
			if (this.pid == 0) {
				return file + " is locked by a process that this user cannot see: ask as root";
			}
			return file + " is locked by process " + this.pid + ", but "
					+ (LockHolder.named(file).isPresent()
							? "has the id of another process in it, or can be written by others"
							: "has no process id in it yet")
					+ ": end that process, if it is not a start";
		}

	}

}
