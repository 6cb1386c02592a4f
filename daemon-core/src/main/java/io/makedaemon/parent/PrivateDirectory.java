package io.makedaemon.parent;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.BytePath;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;

/**
 * A private temporary directory for the files of a start.
 *
 * <p>
 * Its creator may be killed before it can remove the directory. Therefore the creator
 * holds a lock on a file in it for as long as it lives: whoever can take that lock has
 * found an {@linkplain AbandonedDirectories abandoned} directory. The lock is one of
 * fcntl(2), which Java takes without a native library and which works between containers
 * that share the temporary directory, where a process id would mean nothing.
 */
public final class PrivateDirectory implements AutoCloseable {

	static final String PREFIX = "makedaemon-start-";

	/** The file that is locked: the first one created, and the last one removed. */
	static final String LOCK = "lock";

	private final Path path;

	/** Null in a program that the creator has become, which inherits the open file. */
	private final @Nullable FileChannel lock;

	private PrivateDirectory(Path path, @Nullable FileChannel lock) {
		this.path = path;
		this.lock = lock;
	}

	/**
	 * Create a directory.
	 * @return the directory, with mode 0700
	 * @throws IOException if it cannot be created
	 */
	public static PrivateDirectory create() throws IOException {
		while (true) {
			Path path = Files.createTempDirectory(PREFIX);
			try {
				FileChannel lock = lock(path.resolve(LOCK));
				if (lock != null) {
					return new PrivateDirectory(path, lock);
				}
			}
			catch (IOException | RuntimeException | Error ex) {
				remove(path.toFile());
				throw ex;
			}
		}
	}

	/**
	 * Create and lock the file. The lock is shared, so that {@link #keepThroughExec()}
	 * can take another one.
	 * @return the open file; null if the directory was mistaken for an abandoned one
	 * before the file was locked
	 */
	private static @Nullable FileChannel lock(Path file) throws IOException {
		FileChannel channel;
		try {
			channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
					StandardOpenOption.WRITE);
		}
		catch (NoSuchFileException ex) {
			return null;
		}
		if (isOwned(channel) && Files.exists(file)) {
			return channel;
		}
		channel.close();
		return null;
	}

	/**
	 * Return whether this process owns the file. If files cannot be locked, nobody else
	 * can take the lock either.
	 */
	private static boolean isOwned(FileChannel channel) {
		try {
			return channel.tryLock(0, Long.MAX_VALUE, true) != null;
		}
		catch (IOException ex) {
			return true;
		}
	}

	/**
	 * Take over a directory from the program that this process ran before.
	 * @param path the directory, as a byte string
	 * @return the directory
	 */
	public static PrivateDirectory adopt(String path) {
		return new PrivateDirectory(BytePath.toPath(path), null);
	}

	/**
	 * Return the directory's path.
	 * @return the absolute path
	 */
	public Path path() {
		return this.path;
	}

	/**
	 * Lock the directory a second time, in a way that survives an exec: before Linux
	 * 5.11, the locks of a process with several threads do not.
	 * @return the descriptor that must stay open
	 * @throws ErrnoException if the file cannot be opened
	 */
	public int keepThroughExec() throws ErrnoException {
		int descriptor = Posix.open(BytePath.of(this.path.resolve(LOCK)), OpenFlags.RDONLY | OpenFlags.NOFOLLOW, 0);
		Descriptors.lockShared(descriptor);
		return descriptor;
	}

	/**
	 * Return whether a file is in a private directory, or is one.
	 * @param file the file's path
	 * @return whether it is
	 */
	public static boolean contains(String file) {
		return file.startsWith(Path.of(System.getProperty("java.io.tmpdir", ""), PREFIX).toString());
	}

	/**
	 * Remove the directory and the files in it. It may be gone already.
	 */
	@Override
	public void close() {
		remove(this.path.toFile());
		try {
			if (this.lock != null) {
				this.lock.close();
			}
		}
		catch (IOException ex) {
			// It is closed anyway
		}
	}

	/**
	 * Remove a private directory and the files in it. It may be gone already.
	 * @param directory the directory
	 */
	public static void remove(File directory) {
		String[] files = directory.list();
		if (files == null) {
			// Gone, or to be found by a later start: that needs the lock
			return;
		}
		for (String file : files) {
			if (!file.equals(LOCK)) {
				new File(directory, file).delete();
			}
		}
		new File(directory, LOCK).delete();
		directory.delete();
	}

}
