package io.makedaemon.proc;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;

/**
 * The socket on which a HotSpot JVM takes commands from its own user and from root. It is
 * made when the JVM gets SIGQUIT while there is a file that asks for it; jcmd(1) works in
 * the same way.
 */
public final class AttachSocket {

	/** No JVM looks elsewhere, whatever its {@code java.io.tmpdir} is. */
	private static final String DIRECTORY = "tmp";

	private static final String VERSION = "1";

	private static final int MAX_ARGUMENTS = 3;

	private static final String SUCCESS = "0";

	private static final int MAX_ANSWER = 1 << 26;

	private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

	private final ProcessIdentity process;

	private final Path directory;

	private final Path socket;

	private final Path request;

	private AttachSocket(ProcessIdentity process, Path directory, String pid) {
		this.process = process;
		this.directory = directory;
		this.socket = directory.resolve(".java_pid" + pid);
		this.request = directory.resolve(".attach_pid" + pid);
	}

	/**
	 * Return the socket of a process, which need not exist.
	 * @param process the process
	 * @return the socket, in the file system of the process and named after the id that
	 * the process itself has
	 * @throws IOException if the process has ended, or this user may not inspect it
	 */
	public static AttachSocket of(ProcessIdentity process) throws IOException {
		Path status = Path.of("/proc", Long.toString(process.pid()), "status");
		for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
			if (line.startsWith("NSpid:")) {
				return new AttachSocket(process, process.root().resolve(DIRECTORY),
						line.substring(line.lastIndexOf('\t') + 1));
			}
		}
		throw new IOException("the kernel does not report the id that process " + process.pid() + " has for itself");
	}

	/**
	 * Return whether the socket is there. One that another user has made does not count.
	 * @return whether it is
	 */
	public boolean isOpen() {
		try {
			int owner = (int) Files.getAttribute(this.socket, "unix:uid", LinkOption.NOFOLLOW_LINKS);
			return ProcessIdentity.userIds(this.process.pid()).contains(owner)
					&& Files.getPosixFilePermissions(this.socket, LinkOption.NOFOLLOW_LINKS).equals(PRIVATE);
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Ask for the socket: the next SIGQUIT makes it.
	 * @throws IOException if the directory cannot be written to
	 */
	public void request() throws IOException {
		if (!Files.isDirectory(this.directory, LinkOption.NOFOLLOW_LINKS)) {
			throw new NotDirectoryException(this.directory.toString());
		}
		Files.deleteIfExists(this.request);
		Files.createFile(this.request, PosixFilePermissions.asFileAttribute(PRIVATE));
	}

	/**
	 * Ask no longer.
	 * @throws IOException if the directory cannot be written to
	 */
	public void cancelRequest() throws IOException {
		Files.deleteIfExists(this.request);
	}

	/**
	 * Give a command.
	 * @param command the command and its arguments, three at most
	 * @param timeout how long the answer may take
	 * @return the answer
	 * @throws IOException if there is no complete answer, or the command has failed; the
	 * message is what the JVM has answered
	 */
	public String run(List<String> command, Duration timeout) throws IOException {
		StringBuilder words = new StringBuilder(VERSION).append('\0');
		for (int i = 0; i <= MAX_ARGUMENTS; i++) {
			words.append((i < command.size()) ? command.get(i) : "").append('\0');
		}
		Timer timer = new Timer("makedaemon-attach", true);
		try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			timer.schedule(new Closing(channel), timeout.toMillis());
			channel.connect(UnixDomainSocketAddress.of(this.socket));
			ByteBuffer bytes = ByteBuffer.wrap(words.toString().getBytes(StandardCharsets.UTF_8));
			while (bytes.hasRemaining()) {
				channel.write(bytes);
			}
			byte[] answer = Channels.newInputStream(channel).readNBytes(MAX_ANSWER);
			return checked(new String(answer, StandardCharsets.UTF_8));
		}
		catch (AsynchronousCloseException ex) {
			throw new IOException("it has not answered within " + timeout.toSeconds() + " seconds", ex);
		}
		finally {
			timer.cancel();
		}
	}

	private static String checked(String answer) throws IOException {
		int end = answer.indexOf('\n');
		if (end < 0) {
			throw new IOException("it has closed the connection");
		}
		String text = answer.substring(end + 1);
		if (!answer.substring(0, end).equals(SUCCESS)) {
			throw new IOException("it answers: " + text.strip());
		}
		return text;
	}

	/**
	 * Ends a call that takes too long.
	 */
	private static final class Closing extends TimerTask {

		private final SocketChannel channel;

		Closing(SocketChannel channel) {
			this.channel = channel;
		}

		@Override
		public void run() {
			try {
				this.channel.close();
			}
			catch (IOException ex) {
				// The other thread has the same failure
			}
		}

	}

}
