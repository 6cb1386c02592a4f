package io.makedaemon.proc;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.OpenFlags;
import io.makedaemon.posix.Posix;
import io.makedaemon.posix.Posix.Pipe;

/**
 * Creates a {@link FileChannel} for an inherited descriptor.
 *
 * <p>
 * Java opens a channel that both reads and writes only by a file name. So a channel is
 * opened on a new pipe, which distinguishes its descriptor from all others, and then
 * dup2(2) makes that descriptor refer to the inherited file.
 */
public final class InheritedChannel {

	private static final Path PROC_SELF = Path.of("/proc/self");

	private InheritedChannel() {
	}

	/**
	 * Create a channel. The inherited descriptor is closed: from now on, the channel
	 * holds the open file.
	 * @param inherited the descriptor
	 * @return the channel, for reading or writing as the file was opened, and the
	 * descriptor that it holds
	 * @throws IOException if the descriptor is not open, or if there are no descriptors
	 * left
	 */
	public static Opened open(int inherited) throws IOException {
		int access = accessMode(inherited);
		try {
			Pipe pipe = Posix.pipe();
			try {
				FileChannel channel = openPipe(pipe, access);
				int descriptor = other(pipe);
				Posix.dup2(inherited, descriptor);
				Posix.close(inherited);
				return new Opened(channel, descriptor);
			}
			finally {
				Posix.close(pipe.reader());
				Posix.close(pipe.writer());
			}
		}
		catch (ErrnoException ex) {
			throw new IOException("no channel on descriptor " + inherited, ex);
		}
	}

	private static int accessMode(int descriptor) throws IOException {
		for (String line : Files.readAllLines(PROC_SELF.resolve("fdinfo/" + descriptor))) {
			if (line.startsWith("flags:")) {
				return Integer.parseInt(line.substring("flags:".length()).trim(), 8) & 3;
			}
		}
		throw new IOException("descriptor " + descriptor + " has no flags");
	}

	@SuppressWarnings("resource") // the channel is the stream
	private static FileChannel openPipe(Pipe pipe, int access) throws IOException {
		return switch (access) {
			case OpenFlags.RDONLY -> new FileInputStream(ProcSelf.descriptorPath(pipe.reader())).getChannel();
			case OpenFlags.WRONLY -> new FileOutputStream(ProcSelf.descriptorPath(pipe.writer())).getChannel();
			default -> new RandomAccessFile(ProcSelf.descriptorPath(pipe.writer()), "rw").getChannel();
		};
	}

	/**
	 * Return the third descriptor of the pipe.
	 */
	private static int other(Pipe pipe) throws IOException, ErrnoException {
		Path target = Files.readSymbolicLink(Path.of(ProcSelf.descriptorPath(pipe.reader())));
		for (int descriptor : ProcSelf.openDescriptors()) {
			Path link = Path.of(ProcSelf.descriptorPath(descriptor));
			if (descriptor != pipe.reader() && descriptor != pipe.writer() && Files.isSymbolicLink(link)
					&& Files.readSymbolicLink(link).equals(target)) {
				return descriptor;
			}
		}
		throw new IOException("no descriptor stands for " + target);
	}

	/**
	 * A channel that was created.
	 *
	 * @param channel the channel
	 * @param descriptor the descriptor that it holds until it is closed
	 */
	public record Opened(FileChannel channel, int descriptor) {
	}

}
