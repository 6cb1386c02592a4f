package io.makedaemon.proc;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * What the kernel knows about a file at one moment.
 *
 * <p>
 * Whoever can change a directory can replace a file in it at any moment. So everything
 * that is known about a file comes from one snapshot, and its content is read from that
 * file and from no other.
 *
 * @param path its name at that moment
 * @param options how the name is resolved
 * @param device the number of its file system
 * @param inode its number in the file system
 * @param uid the id of the user who owns it
 * @param mode its type and permissions
 * @param links the number of its names
 * @param size its length, in bytes
 * @param lastModified when it was last written
 */
public record FileSnapshot(Path path, Set<LinkOption> options, long device, long inode, int uid, int mode, int links,
		long size, Instant lastModified) {

	private static final int FORMAT = 0170000;

	private static final int REGULAR = 0100000;

	private static final int WRITABLE_BY_OTHERS = 0022;

	/** Opening or reading something that is not a file after all may block forever. */
	private static final long TIMEOUT_SECONDS = 2;

	/**
	 * Take a snapshot of a file, or of a symbolic link itself.
	 * @param path the file
	 * @return what it is
	 * @throws NoSuchFileException if there is none
	 * @throws IOException if this user may not see it
	 */
	public static FileSnapshot of(Path path) throws IOException {
		return of(path, Set.of(LinkOption.NOFOLLOW_LINKS));
	}

	/**
	 * Take a snapshot of the file that a name leads to, such as the path of an open file,
	 * see {@link OpenFiles#find}.
	 * @param path the name
	 * @return what it is
	 * @throws IOException if there is none, or this user may not see it
	 */
	public static FileSnapshot following(Path path) throws IOException {
		return of(path, Set.of());
	}

	private static FileSnapshot of(Path path, Set<LinkOption> options) throws IOException {
		Map<String, Object> attributes = Files.readAttributes(path, "unix:dev,ino,uid,mode,nlink,size,lastModifiedTime",
				options.toArray(LinkOption[]::new));
		FileTime lastModified = (FileTime) Objects.requireNonNull(attributes.get("lastModifiedTime"));
		return new FileSnapshot(path, options, number(attributes, "dev"), number(attributes, "ino"),
				(int) number(attributes, "uid"), (int) number(attributes, "mode"), (int) number(attributes, "nlink"),
				number(attributes, "size"), lastModified.toInstant());
	}

	private static long number(Map<String, Object> attributes, String name) {
		return ((Number) Objects.requireNonNull(attributes.get(name))).longValue();
	}

	/**
	 * Return whether it is a regular file.
	 * @return whether it is one, and not a link, a pipe, a device or a directory
	 */
	public boolean isRegular() {
		return (this.mode & FORMAT) == REGULAR;
	}

	/**
	 * Return whether anybody but its owner may write to it.
	 * @return whether its group or everybody may
	 */
	public boolean isWritableByOthers() {
		return (this.mode & WRITABLE_BY_OTHERS) != 0;
	}

	/**
	 * Return whether a name leads to this file.
	 * @param other the name; a symbolic link is followed
	 * @return whether it does; also false if this cannot be determined
	 */
	public boolean isSame(Path other) {
		try {
			Map<String, Object> attributes = Files.readAttributes(other, "unix:dev,ino");
			return number(attributes, "dev") == this.device && number(attributes, "ino") == this.inode;
		}
		catch (IOException ex) {
			// Closed in the meantime, or not a file
			return false;
		}
	}

	/**
	 * Read the file.
	 * @param from the offset to begin at, in bytes
	 * @param length the maximum number of bytes to read
	 * @return the content
	 * @throws IOException if it cannot be read, is not a regular file, does not respond
	 * within two seconds, or if something else has its name by now
	 */
	public byte[] read(long from, int length) throws IOException {
		return inTime(() -> readAtOnce(from, length));
	}

	/**
	 * Open the file, to read it also when nobody else has it any more.
	 * @return the open file
	 * @throws IOException if it cannot be opened, for the same reasons as for
	 * {@link #read}
	 */
	public SeekableByteChannel open() throws IOException {
		return inTime(this::openSame);
	}

	private SeekableByteChannel openSame() throws IOException {
		SeekableByteChannel opened = openAtOnce();
		try {
			own();
			return opened;
		}
		catch (IOException ex) {
			opened.close();
			throw ex;
		}
	}

	private <T> T inTime(Callable<T> action) throws IOException {
		if (!isRegular()) {
			throw new IOException(this.path + " is not a regular file");
		}
		FutureTask<T> task = new FutureTask<>(action);
		Thread thread = new Thread(task, "makedaemon-read");
		thread.setDaemon(true);
		thread.start();
		try {
			return task.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw new IOException(this.path + " cannot be read", ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new IOException(this.path + " cannot be read in time", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	private byte[] readAtOnce(long from, int length) throws IOException {
		SeekableByteChannel opened = openAtOnce();
		try {
			byte[] content = null;
			while (content == null) {
				content = read(own(), from, length);
			}
			return content;
		}
		finally {
			opened.close();
		}
	}

	/**
	 * Read from a descriptor. It may be another thread's, which has closed it by now.
	 */
	private byte @Nullable [] read(Path descriptor, long from, int length) throws IOException {
		try (SeekableByteChannel channel = Files.newByteChannel(descriptor)) {
			return isSame(descriptor)
					? Channels.newInputStream(channel.position(Math.min(from, channel.size()))).readNBytes(length)
					: null;
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

	private SeekableByteChannel openAtOnce() throws IOException {
		Set<OpenOption> openOptions = new HashSet<>(this.options);
		openOptions.add(StandardOpenOption.READ);
		return Files.newByteChannel(this.path, openOptions);
	}

	/**
	 * Only the descriptor shows which file was opened.
	 */
	private Path own() throws IOException {
		try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(ProcSelf.descriptors())) {
			for (Path descriptor : descriptors) {
				if (isSame(descriptor)) {
					return descriptor;
				}
			}
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
		throw new NoSuchFileException(this.path.toString());
	}

}
