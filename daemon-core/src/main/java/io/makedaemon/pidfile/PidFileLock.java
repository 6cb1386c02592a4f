package io.makedaemon.pidfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;
import io.makedaemon.proc.FileSnapshot;
import io.makedaemon.proc.HeldLock;
import io.makedaemon.proc.LockHolder;
import io.makedaemon.proc.ProcSelf;
import io.makedaemon.proc.ProcessIdentity;

/**
 * The lock of a pid file, as seen by a process that does not hold it.
 *
 * <p>
 * A lock alone proves nothing, since whoever can read a file can lock it. The daemon's
 * lock is on an open file that the file's owner opened and the daemon inherited, and the
 * daemon's process id is in the file, which only the owner can write. If a process cannot
 * be inspected, its age proves that it is the one in the file: it existed when the file
 * was written. Where all processes can be inspected, a lock that none of them shows is
 * not a daemon's.
 */
public final class PidFileLock {

	private static final int ROOT = 0;

	/** How long a process that is ending may still be visible. */
	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

	private static final long POLL = TimeUnit.MILLISECONDS.toNanos(10);

	/** The accuracy of a process's age. */
	private static final Duration MARGIN = Duration.ofSeconds(1);

	private final FileSnapshot file;

	private final int user = ProcSelf.effectiveUserId();

	private final boolean believed;

	private final boolean writtenByOwner;

	private final OptionalLong named;

	private PidFileLock(Path path) throws IOException {
		this.file = FileSnapshot.of(path);
		if (!this.file.isRegular() || this.file.links() != 1) {
			throw new IOException("the pid file " + path + " is not a file, or has other names");
		}
		this.believed = this.user != ROOT || this.file.uid() == ROOT || this.file.uid() == ownerOfDirectory(path);
		this.writtenByOwner = this.believed && !this.file.isWritableByOthers();
		this.named = this.writtenByOwner ? LockHolder.named(this.file) : OptionalLong.empty();
	}

	/**
	 * Root trusts a file only if it belongs to root or to the owner of the directory.
	 */
	private static int ownerOfDirectory(Path path) throws IOException {
		return (int) Files.getAttribute(path.resolveSibling("."), "unix:uid");
	}

	/**
	 * Find the daemon that holds the lock.
	 * @param path the pid file
	 * @return the daemon; empty if there is none, or no such file
	 * @throws IOException if this cannot be determined
	 */
	public static Optional<Found> daemon(Path path) throws IOException {
		long start = System.nanoTime();
		while (true) {
			PidFileLock lock = of(path);
			Holder holder = (lock != null) ? lock.look(false) : Holder.NOBODY;
			if (lock == null || holder.isSure()) {
				return (lock != null && holder.who == Who.DAEMON) ? Optional.of(new Found(holder.pid, lock.file))
						: Optional.empty();
			}
			if (System.nanoTime() - start > lock.patience(holder)) {
				if (holder.who == Who.STRANGER) {
					return Optional.empty();
				}
				throw new IOException(lock.reason(holder));
			}
			LockSupport.parkNanos(POLL);
		}
	}

	/**
	 * A first child writes the process id some time after it has locked the file.
	 */
	private long patience(Holder holder) {
		return (holder.pid != 0 && isUnwritten()) ? PidFile.MAX_PATIENCE : PATIENCE;
	}

	private boolean isUnwritten() {
		return this.writtenByOwner && this.named.isEmpty();
	}

	private String reason(Holder holder) {
		if (holder.pid == 0) {
			return this.file.path() + " is locked by a process that this user cannot see: ask as root, or, "
					+ "if no daemon is running, remove the file";
		}
		return this.file.path() + " is locked by process " + holder.pid + ", but "
				+ (isUnwritten() ? "does not contain a process id yet"
						: "contains the id of another process, or is writable by others")
				+ ": end that process, unless it is starting the daemon";
	}

	/**
	 * Find a process that holds the lock and cannot be the daemon.
	 * @param path the pid file
	 * @return its process id, or 0 if no process shows the lock; empty if there is none
	 */
	public static OptionalLong stranger(Path path) {
		return stranger(path, false);
	}

	/**
	 * Find the process that holds a lock, if it cannot be the daemon.
	 * @param path the pid file, which is known to be locked
	 * @return its process id, or 0 if no process shows the lock; empty if it may be the
	 * daemon
	 */
	static OptionalLong strangerThatLocks(Path path) {
		return stranger(path, true);
	}

	private static OptionalLong stranger(Path path, boolean locked) {
		try {
			PidFileLock lock = of(path);
			Holder holder = (lock != null) ? lock.look(locked) : Holder.NOBODY;
			return (holder.who == Who.STRANGER) ? OptionalLong.of(holder.pid) : OptionalLong.empty();
		}
		catch (IOException ex) {
			return OptionalLong.empty();
		}
	}

	/**
	 * Find a daemon whose locked pid file no longer has a name because somebody has
	 * removed it or its directory.
	 * @param file the name that it had
	 * @return the daemon's process id, or that of the supervisor which is about to start
	 * it again; empty if none is visible
	 */
	public static OptionalLong daemonWithout(Path file) {
		OptionalLong supervisor = OptionalLong.empty();
		for (HeldLock lock : HeldLock.ofRemoved(file, (pid) -> StatusFile.isOf(pid, file))) {
			try {
				int user = ProcSelf.effectiveUserId();
				int owner = lock.fileOwner();
				if (lock.exclusive() && (owner == ROOT || owner == user) && isTrusted(lock, owner, user)
						&& !StatusFile.isReplaced(lock.pid())) {
					OptionalLong found = OptionalLong.of(lock.pid());
					if (!StatusFile.isSupervisor(lock.pid())) {
						return found;
					}
					supervisor = found;
				}
			}
			catch (IOException ex) {
				// Ended in the meantime
			}
		}
		return supervisor;
	}

	private static @Nullable PidFileLock of(Path path) throws IOException {
		try {
			return new PidFileLock(path);
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

	private Holder look(boolean locked) throws IOException {
		HeldLock ofNamed = this.named.isPresent() ? HeldLock.of(this.named.getAsLong(), this.file) : null;
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
		return (stranger != null) ? new Holder(Who.STRANGER, stranger.pid()) : lookWithoutHolder(locked);
	}

	/**
	 * Look at a lock whose holder was not found. A daemon that this user may inspect
	 * would have been found.
	 */
	private Holder lookWithoutHolder(boolean locked) throws IOException {
		boolean hidden = this.named.isPresent() && isHidden(this.named.getAsLong());
		if (!locked && !LockHolder.isListed(this.file) && !(hidden && isLocked())) {
			return Holder.NOBODY;
		}
		if (hidden && wasThere(this.named.getAsLong())) {
			return new Holder(Who.DAEMON, this.named.getAsLong());
		}
		OptionalLong taker = LockHolder.taker(this.file);
		if (taker.isPresent() && this.named.isPresent() && isStranger(taker.getAsLong())) {
			return new Holder(Who.STRANGER, taker.getAsLong());
		}
		return LockHolder.seesAll() ? Holder.UNSEEN : Holder.HIDDEN;
	}

	/**
	 * A process that has ended cannot be inspected by anybody.
	 */
	private static boolean isHidden(long pid) {
		ProcessIdentity process = ProcessIdentity.of(pid);
		return process != null && process.isAlive() && LockHolder.isHidden(pid);
	}

	/**
	 * The process named in the file does not exist, so no first child has taken the lock
	 * for it.
	 */
	private boolean isStranger(long pid) {
		Set<Integer> users = ProcessIdentity.userIds(pid);
		return !users.isEmpty() && !users.contains(ROOT) && !users.contains(this.user)
				&& !users.contains(this.file.uid());
	}

	private boolean isTrusted(HeldLock lock) {
		return this.believed && lock.exclusive() && isTrusted(lock, this.file.uid(), this.user);
	}

	/**
	 * Another user can make anybody's process hold the lock of that user's file, but
	 * cannot make root open it.
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
		return process != null && process.startedAt().isBefore(this.file.lastModified().plus(MARGIN))
				&& (this.file.uid() == ROOT || ProcessIdentity.userIds(pid).equals(Set.of(this.file.uid())));
	}

	private boolean isLocked() throws IOException {
		try {
			int descriptor = Posix.open(BytePath.of(this.file.path()),
					OpenFlags.RDONLY | OpenFlags.NOFOLLOW | OpenFlags.NONBLOCK, 0);
			try {
				return Descriptors.isLocked(descriptor);
			}
			finally {
				Posix.close(descriptor);
			}
		}
		catch (ErrnoException ex) {
			throw new IOException("cannot check whether " + this.file.path() + " is locked", ex);
		}
	}

	/** Who holds a lock. */
	private enum Who {

		/** The process whose id is in the file. */
		DAEMON,

		/** A process that may be the daemon, or may become it. */
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

		/** A lock may pass from one process to another while both are inspected. */
		static final Holder UNSEEN = new Holder(Who.STRANGER, 0);

		boolean isSure() {
			return this.who != Who.UNKNOWN && !equals(UNSEEN);
		}

	}

	/**
	 * A daemon that was found.
	 *
	 * @param pid the daemon's process id
	 * @param file its pid file
	 */
	public record Found(long pid, FileSnapshot file) {
	}

}
