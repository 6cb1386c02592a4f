package io.makedaemon;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.proc.InheritedChannel;
import io.makedaemon.wire.LaunchPlan.PlannedFile;

/**
 * The declaration of a file that is opened, and optionally locked, before the daemon
 * exists. The daemon inherits the same open file description (see open(2)), so a lock of
 * flock(2) on it is never released in between. In the daemon, pass the declaration to
 * {@link DaemonContext#channel(DaemonFile)} to get the open file. Immutable.
 *
 * <p>
 * Java's {@link FileChannel#lock()} would not work here: such a lock belongs to the
 * process, not to the open file, and ends with the parent.
 */
public final class DaemonFile {

	private static final Set<StandardOpenOption> SUPPORTED = EnumSet.of(StandardOpenOption.READ,
			StandardOpenOption.WRITE, StandardOpenOption.APPEND, StandardOpenOption.CREATE,
			StandardOpenOption.CREATE_NEW, StandardOpenOption.TRUNCATE_EXISTING);

	private final @Nullable Path path;

	private final Set<StandardOpenOption> options;

	private final boolean locked;

	private final String name;

	private final @Nullable IntSupplier descriptor;

	private DaemonFile(@Nullable Path path, Set<StandardOpenOption> options, boolean locked, String name,
			@Nullable IntSupplier descriptor) {
		this.path = path;
		this.options = options;
		this.locked = locked;
		this.name = name;
		this.descriptor = descriptor;
	}

	/**
	 * Declare a file that {@link Daemon#makeDaemon} opens. Symbolic links are not
	 * followed. A new file gets mode 0664 less the daemon's umask.
	 * @param path the file; a relative one is resolved against the launch directory
	 * @param options how to open it: {@code READ} (the default), {@code WRITE},
	 * {@code APPEND}, {@code CREATE}, {@code CREATE_NEW}, {@code TRUNCATE_EXISTING}
	 * @return the file
	 * @throws IllegalArgumentException if an option is not one of these, or if the
	 * options contradict each other
	 */
	public static DaemonFile of(Path path, OpenOption... options) {
		Set<StandardOpenOption> known = EnumSet.noneOf(StandardOpenOption.class);
		for (OpenOption option : options) {
			if (!(option instanceof StandardOpenOption standard) || !SUPPORTED.contains(standard)) {
				throw new IllegalArgumentException("a file of the daemon cannot be opened with " + option);
			}
			known.add(standard);
		}
		if (known.isEmpty()) {
			known.add(StandardOpenOption.READ);
		}
		return new DaemonFile(path, known, false, path.toString(), null);
	}

	/**
	 * Declare a file that the caller has opened itself.
	 * @param name the name of the file for the daemon
	 * @param descriptor returns the number of the open descriptor; called only in the
	 * parent, where it should open and lock the file
	 * @return the file
	 */
	public static DaemonFile inherit(String name, IntSupplier descriptor) {
		return new DaemonFile(null, EnumSet.noneOf(StandardOpenOption.class), false, name, descriptor);
	}

	/**
	 * Return a declaration with a lock: exclusive, with flock(2), and without waiting. If
	 * the file cannot be locked, {@link Daemon#makeDaemon} throws a
	 * {@link FileLockedException} in the parent.
	 * @return the same declaration with a lock
	 * @throws IllegalStateException if the caller opens the file itself
	 */
	public DaemonFile locked() {
		if (this.path == null) {
			throw new IllegalStateException(this.name + " is opened by the caller, who must lock it as well");
		}
		return new DaemonFile(this.path, this.options, true, this.name, null);
	}

	/**
	 * Return the path that {@link Daemon#makeDaemon} opens; null if the caller opens the
	 * file.
	 */
	@Nullable Path path() {
		return this.path;
	}

	/**
	 * Return the name of the file.
	 * @return the declared path or name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return whether {@link Daemon#makeDaemon} locks the file.
	 * @return whether the file is locked
	 */
	public boolean isLocked() {
		return this.locked;
	}

	/**
	 * Open and lock the file in this process.
	 */
	FileChannel open() throws IOException {
		if (this.path == null) {
			return InheritedChannel.open(descriptor()).channel();
		}
		Set<OpenOption> all = new HashSet<>(this.options);
		all.add(LinkOption.NOFOLLOW_LINKS);
		FileChannel opened = FileChannel.open(this.path, all);
		if (this.locked && opened.tryLock() == null) {
			opened.close();
			throw new IOException(this.path + " is locked by another process");
		}
		return opened;
	}

	/**
	 * Return whether the caller opens the file itself.
	 */
	boolean isInherited() {
		return this.descriptor != null;
	}

	int descriptor() {
		return Objects.requireNonNull(this.descriptor).getAsInt();
	}

	/**
	 * Return what the first child has to do with the file.
	 */
	PlannedFile planned() {
		if (this.path == null) {
			return PlannedFile.inherited();
		}
		return new PlannedFile(BytePath.of(this.path.toAbsolutePath()), flags(), this.locked);
	}

	private int flags() {
		boolean append = this.options.contains(StandardOpenOption.APPEND);
		boolean write = append || this.options.contains(StandardOpenOption.WRITE);
		boolean read = this.options.contains(StandardOpenOption.READ);
		int flags = OpenFlags.NOFOLLOW | OpenFlags.NOCTTY;
		flags |= !write ? OpenFlags.RDONLY : read ? OpenFlags.RDWR : OpenFlags.WRONLY;
		flags |= append ? OpenFlags.APPEND : 0;
		flags |= this.options.contains(StandardOpenOption.TRUNCATE_EXISTING) ? OpenFlags.TRUNC : 0;
		flags |= this.options.contains(StandardOpenOption.CREATE) ? OpenFlags.CREAT : 0;
		flags |= this.options.contains(StandardOpenOption.CREATE_NEW) ? OpenFlags.CREAT | OpenFlags.EXCL : 0;
		return flags;
	}

}
