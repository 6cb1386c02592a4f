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
 * The declaration of a file that is opened, and if wanted locked, before the daemon
 * exists, and that the daemon inherits open: the very same open file description, see
 * open(2), so that a lock of flock(2) on it is never released in between. In the daemon
 * it is the key by which {@link DaemonContext#channel(DaemonFile)} gives the opened file.
 * Immutable.
 *
 * <p>
 * Java's own {@link FileChannel#lock()} would not do: it belongs to the process, not to
 * the open file, and ends with the parent.
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
	 * Declares a file that {@link Daemon#makeDaemon} opens. A symbolic link is not
	 * followed. A file that is created gets the mode 0664, less the daemon's umask.
	 * @param path the file; a relative one is taken against the launch directory
	 * @param options how to open it: {@code READ} (also when there are none),
	 * {@code WRITE}, {@code APPEND}, {@code CREATE}, {@code CREATE_NEW},
	 * {@code TRUNCATE_EXISTING}
	 * @return the file
	 * @throws IllegalArgumentException if the options have another one, or contradict
	 * each other
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
	 * Declares a file that the caller has opened itself.
	 * @param name the file's name, which the daemon is told
	 * @param descriptor gives the number of the open descriptor; called only in the
	 * parent, which is the place to open and lock the file
	 * @return the file
	 */
	public static DaemonFile inherit(String name, IntSupplier descriptor) {
		return new DaemonFile(null, EnumSet.noneOf(StandardOpenOption.class), false, name, descriptor);
	}

	/**
	 * Declares that the file is locked as well: exclusively, with flock(2), and without
	 * waiting. If it cannot be locked, {@link Daemon#makeDaemon} throws a
	 * {@link FileLockedException} in the parent.
	 * @return a file that is locked, otherwise declared like this one
	 * @throws IllegalStateException if the caller opens the file itself
	 */
	public DaemonFile locked() {
		if (this.path == null) {
			throw new IllegalStateException(this.name + " is opened by its owner, who has to lock it too");
		}
		return new DaemonFile(this.path, this.options, true, this.name, null);
	}

	/**
	 * The path that {@link Daemon#makeDaemon} opens; null if the caller opens the file.
	 */
	@Nullable Path path() {
		return this.path;
	}

	/**
	 * Return the file's name.
	 * @return the path or name that was declared
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return whether {@link Daemon#makeDaemon} locks the file.
	 * @return whether it does
	 */
	public boolean isLocked() {
		return this.locked;
	}

	/**
	 * Open and lock the file in this process.
	 */
	FileChannel open() throws IOException {
		if (this.path == null) {
			return InheritedChannel.open(descriptor());
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
	 * Whether the caller opens the file itself.
	 */
	boolean isInherited() {
		return this.descriptor != null;
	}

	int descriptor() {
		return Objects.requireNonNull(this.descriptor).getAsInt();
	}

	/**
	 * What the first child is to do.
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
