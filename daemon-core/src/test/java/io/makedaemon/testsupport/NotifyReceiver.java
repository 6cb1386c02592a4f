package io.makedaemon.testsupport;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.MemoryIO;
import com.kenai.jffi.Type;
import org.awaitility.Awaitility;

import io.makedaemon.posix.Descriptors;
import io.makedaemon.posix.Posix;
import io.makedaemon.posix.ErrnoException;

/**
 * Listens as a service manager does: on a real datagram socket, whose address is the
 * value of {@code NOTIFY_SOCKET}; see sd_notify(3).
 */
public final class NotifyReceiver implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private static final short AF_UNIX = 1;

	private static final int SHUT_RDWR = 2;

	private static final int MAX_PATH_LENGTH = 107;

	private static final int MAX_MESSAGE_LENGTH = 1 << 16;

	private static final String END = "END=";

	private final String address;

	private final int descriptor;

	private final FileInputStream stream;

	private final Thread thread;

	private final List<Datagram> datagrams = new CopyOnWriteArrayList<>();

	private NotifyReceiver(String address, String name) {
		this.address = address;
		try {
			this.descriptor = Posix.socket(Posix.AF_UNIX, Posix.SOCK_DGRAM);
		}
		catch (ErrnoException ex) {
			throw new IllegalStateException(ex);
		}
		bind(name.getBytes(StandardCharsets.UTF_8));
		this.stream = new FileInputStream(Descriptors.adopt(this.descriptor));
		this.thread = new Thread(this::receive, "notify-receiver");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/**
	 * Listens at a path.
	 * @param directory where the socket is made; if it is there already, another one
	 * takes its place
	 * @return the receiver
	 */
	public static NotifyReceiver atPath(Path directory) {
		String path = directory.resolve("notify").toString();
		if (path.length() > MAX_PATH_LENGTH) {
			throw new IllegalArgumentException(path + " is too long for a socket");
		}
		try {
			Files.deleteIfExists(Path.of(path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return new NotifyReceiver(path, path + "\0");
	}

	/**
	 * Listens at an abstract address.
	 * @return the receiver
	 */
	public static NotifyReceiver atAbstractAddress() {
		String name = "makedaemon-" + UUID.randomUUID();
		return new NotifyReceiver("@" + name, "\0" + name);
	}

	private void bind(byte[] name) {
		MemoryIO memory = MemoryIO.getInstance();
		int length = Short.BYTES + name.length;
		long structure = memory.allocateMemory(length, true);
		memory.putShort(structure, AF_UNIX);
		memory.putByteArray(structure + Short.BYTES, name, 0, name.length);
		long bind = Library.getDefault().getSymbolAddress("bind");
		if (Invoker.getInstance().invokeN3(context(3), bind, this.descriptor, structure, length) != 0) {
			throw new IllegalStateException("bind " + this.address + ": errno " + LastError.getInstance().get());
		}
		memory.freeMemory(structure);
	}

	private static CallContext context(int arguments) {
		Type[] types = new Type[arguments];
		Arrays.fill(types, Type.SINT64);
		return CallContext.getCallContext(Type.SINT, types, CallingConvention.DEFAULT, true);
	}

	private void receive() {
		byte[] buffer = new byte[MAX_MESSAGE_LENGTH];
		try {
			// Of a datagram socket every read is a datagram
			for (int count = this.stream.read(buffer); count > 0; count = this.stream.read(buffer)) {
				this.datagrams
					.add(new Datagram(System.nanoTime(), new String(buffer, 0, count, StandardCharsets.UTF_8)));
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	/**
	 * Returns the address.
	 * @return the value of {@code NOTIFY_SOCKET}
	 */
	public String address() {
		return this.address;
	}

	/**
	 * Returns the datagrams that have come by now.
	 * @return the datagrams in their order
	 */
	public List<Datagram> datagrams() {
		return this.datagrams.stream().filter((datagram) -> !datagram.text().startsWith(END)).toList();
	}

	/**
	 * Returns what the datagrams say that have come by now.
	 * @return their assignments in their order
	 */
	public List<String> assignments() {
		return datagrams().stream().flatMap((datagram) -> Stream.of(datagram.text().split("\n", -1))).toList();
	}

	/**
	 * Returns all that was sent before this call: a datagram of its own comes behind it.
	 * @return the assignments in their order
	 */
	public List<String> everything() {
		String end = END + UUID.randomUUID();
		try {
			int sender = Posix.socket(Posix.AF_UNIX, Posix.SOCK_DGRAM);
			try (FileOutputStream out = new FileOutputStream(Descriptors.adopt(sender))) {
				Posix.connect(sender, this.address);
				out.write(end.getBytes(StandardCharsets.UTF_8));
			}
		}
		catch (IOException | ErrnoException ex) {
			throw new IllegalStateException(ex);
		}
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> this.datagrams.stream().anyMatch((datagram) -> datagram.text().equals(end)));
		return assignments();
	}

	/**
	 * Waits for an assignment.
	 * @param beginning how it begins
	 */
	public void await(String beginning) {
		Awaitility.await(beginning)
			.atMost(TIMEOUT)
			.until(() -> assignments().stream().anyMatch((assignment) -> assignment.startsWith(beginning)));
	}

	@Override
	public void close() {
		// The thread that reads is not woken up by close(2)
		long shutdown = Library.getDefault().getSymbolAddress("shutdown");
		Invoker.getInstance().invokeN2(context(2), shutdown, this.descriptor, SHUT_RDWR);
		try {
			// While it reads, the socket is there
			this.thread.join(TIMEOUT.toMillis());
			this.stream.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * A message that has come.
	 *
	 * @param nanoTime when it came, as {@link System#nanoTime()} counts
	 * @param text what it says
	 */
	public record Datagram(long nanoTime, String text) {

	}

}
