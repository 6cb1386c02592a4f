package io.makedaemon.proc;

import java.io.IOException;
import java.io.InputStream;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What the kernel says of a file at one moment.
 *
 * <p>
 * Whoever can change a directory can put another file in the place of one at any moment.
 * So all that is believed of a file comes from one snapshot, and what is read of it is
 * read from that file and from no other.
 *
 * @param path the name that it had
 * @param options how the name is to be understood
 * @param device the number of its file system
 * @param inode its number there
 * @param uid the id of the user who owns it
 * @param mode its type and permissions
 * @param links how many names it had
 * @param size how long it was, in bytes
 * @param lastModified when it was last written
 */
public record FileSnapshot(Path path, Set<LinkOption> options, long device, long inode, int uid, int mode, int links,
		long size, Instant lastModified) {

	private static final int FORMAT = 0170000;

	private static final int REGULAR = 0100000;

	private static final int WRITABLE_BY_OTHERS = 0022;

	/** What is no file after all may never be open, or never say anything. */
	private static final long TIMEOUT_SECONDS = 2;

	/**
	 * Look at a file, and at a symbolic link itself.
	 * @param path the file
	 * @return what it is
	 * @throws NoSuchFileException if there is none
	 * @throws IOException if this user may not look at it
	 */
	public static FileSnapshot of(Path path) throws IOException {
		return of(path, Set.of(LinkOption.NOFOLLOW_LINKS));
	}

	/**
	 * Look at the file that a name leads to, as that of an open file does, see
	 * {@link OpenFiles#find}.
	 * @param path the name
	 * @return what it is
	 * @throws IOException if there is none, or this user may not look at it
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
	 * @return whether it is; not if it is a link, a pipe, a device or a directory
	 */
	public boolean isRegular() {
		return (this.mode & FORMAT) == REGULAR;
	}

	/**
	 * Return whether others than its owner may write to it.
	 * @return whether its group or everybody may
	 */
	public boolean isWritableByOthers() {
		return (this.mode & WRITABLE_BY_OTHERS) != 0;
	}

	/**
	 * Return whether something is this file.
	 * @param other a name, of which a symbolic link is followed
	 * @return whether it is; false too if it cannot be told
	 */
	public boolean isSame(Path other) {
		try {
			Map<String, Object> attributes = Files.readAttributes(other, "unix:dev,ino");
			return number(attributes, "dev") == this.device && number(attributes, "ino") == this.inode;
		}
		catch (IOException ex) {
			// Closed meanwhile, or not a file
			return false;
		}
	}

	/**
	 * Read the file.
	 * @param from where to begin, in bytes
	 * @param length how much to read at most, in bytes
	 * @return what is there
	 * @throws IOException if it cannot be read, is no regular file, does not answer
	 * within two seconds, or something else has its name by now
	 */
	public byte[] read(long from, int length) throws IOException {
		if (!isRegular()) {
			throw new IOException(this.path + " is not a regular file");
		}
		FutureTask<byte[]> task = new FutureTask<>(() -> readAtOnce(from, length));
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
		Set<OpenOption> openOptions = new HashSet<>(this.options);
		openOptions.add(StandardOpenOption.READ);
		SeekableByteChannel opened = Files.newByteChannel(this.path, openOptions);
		try (SeekableByteChannel channel = Files.newByteChannel(own());
				InputStream in = Channels.newInputStream(channel.position(Math.min(from, channel.size())))) {
			return in.readNBytes(length);
		}
		finally {
			opened.close();
		}
	}

	/**
	 * Which file was opened, only the descriptor shows.
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
