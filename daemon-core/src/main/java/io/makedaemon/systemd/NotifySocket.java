package io.makedaemon.systemd;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.makedaemon.posix.ByteStrings;
import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.NativeLibrary;
import io.makedaemon.posix.Posix;
import io.makedaemon.proc.ProcSelf;

/**
 * The socket on which the service manager listens to this process; see sd_notify(3).
 * Thread-safe.
 */
public final class NotifySocket {

	private static final String VARIABLE = "NOTIFY_SOCKET";

	/** systemd ignores a message that is longer than 4,096 bytes. */
	private static final int MAX_ASSIGNMENT_LENGTH = 1000;

	/** As a byte string. */
	private final String address;

	private @Nullable FileOutputStream stream;

	NotifySocket(String address) {
		this.address = address;
	}

	/**
	 * Return the socket that the environment names.
	 * @return the socket, or null if no service manager listens
	 */
	public static @Nullable NotifySocket ofEnvironment() {
		String text = System.getenv(VARIABLE);
		if (text == null) {
			return null;
		}
		String bytes = null;
		try {
			bytes = ProcSelf.environment().get(VARIABLE);
		}
		catch (IOException ex) {
			// The text is used, which has lost no byte of an ordinary address
		}
		return new NotifySocket((bytes != null) ? bytes : ByteStrings.encode(text));
	}

	/**
	 * Send a message. This method waits while the service manager has too many unread
	 * messages. The first call loads the native library.
	 * @param assignments the content of the message, for instance {@code READY=1};
	 * control characters become spaces, and each is truncated to 1,000 characters
	 * @throws IOException if the service manager cannot be reached, not even by a second
	 * attempt
	 */
	public synchronized void send(String... assignments) throws IOException {
		byte[] message = message(assignments);
		if (this.stream != null) {
			try {
				this.stream.write(message);
				return;
			}
			catch (IOException ex) {
				// Somebody else may be listening by now
				this.stream.close();
				this.stream = null;
			}
		}
		this.stream = connect();
		try {
			// Every write to a datagram socket sends a datagram
			this.stream.write(message);
		}
		catch (IOException ex) {
			throw new IOException("cannot reach " + this + ": " + ex.getMessage(), ex);
		}
	}

	static byte[] message(String... assignments) {
		return Stream.of(assignments)
			.map((assignment) -> assignment.replaceAll("\\p{Cntrl}+", " "))
			.map((assignment) -> assignment.substring(0, Math.min(assignment.length(), MAX_ASSIGNMENT_LENGTH)))
			.collect(Collectors.joining("\n"))
			.getBytes(StandardCharsets.UTF_8);
	}

	private FileOutputStream connect() throws IOException {
		if (this.address.length() < 2 || !(this.address.startsWith("/") || this.address.startsWith("@"))) {
			throw new IOException(this + " is neither an absolute path nor @ and a name");
		}
		try {
			int descriptor = Posix.socket(Posix.AF_UNIX, Posix.SOCK_DGRAM);
			try {
				Posix.connect(descriptor, this.address);
			}
			catch (ErrnoException ex) {
				Posix.close(descriptor);
				throw ex;
			}
			return new FileOutputStream(Descriptors.adopt(descriptor));
		}
		catch (ErrnoException ex) {
			throw new IOException(
					"cannot reach " + this + ": " + ex.errnoText() + " (" + ex.call() + ": " + ex.errnoName() + ")",
					ex);
		}
		catch (LinkageError ex) {
			throw new IOException(NativeLibrary.failure(ex), ex);
		}
	}

	@Override
	public String toString() {
		return VARIABLE + "=" + ByteStrings.decode(this.address);
	}

}
