package io.makedaemon.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonAttr;
import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonException;
import io.makedaemon.DaemonSocket;
import io.makedaemon.posix.ErrnoException;
import io.makedaemon.posix.ListeningSocket;
import io.makedaemon.posix.Posix;
import io.makedaemon.posix.Sockaddr;

/**
 * A program with sockets, declared by the system property {@code sockets}:
 * {@code name=address}, with commas between them. An address is a host and a port with a
 * semicolon between them, a path, {@code inherited}, or {@code datagrams}. The daemon
 * answers each connection with its process id and the socket's name: once it is ready, or
 * before that when the test says so, as the system property {@code then} says.
 */
public final class SocketProgram {

	private static final int BACKLOG = 7;

	private SocketProgram() {
	}

	/**
	 * Runs the program.
	 * @param args none
	 * @throws Exception if the daemon fails
	 */
	public static void main(String[] args) throws Exception {
		DaemonAttr.Builder attr = Attrs.fromProperties();
		for (String socket : System.getProperty("sockets").split(",", -1)) {
			attr.sockets(socket(socket.substring(0, socket.indexOf('=')), socket.substring(socket.indexOf('=') + 1)));
		}
		DaemonContext context;
		try {
			context = Boolean.getBoolean("foreground") ? DaemonContext.inForeground(attr.build())
					: Daemon.makeDaemon(attr.build());
		}
		catch (DaemonException ex) {
			System.out.println(ex.getClass().getSimpleName() + ": " + ex.getMessage());
			System.exit(7);
			return;
		}
		String then = System.getProperty("then", "");
		if (then.equals("fail")) {
			Go.await();
			context.failed("no database");
			System.exit(3);
		}
		if (then.equals("readyOnGo")) {
			Go.await();
		}
		Facts facts = new Facts();
		Map<String, ServerSocketChannel> sockets = context.sockets();
		facts.put("names", String.join(",", sockets.keySet()));
		facts.put("same", sockets == context.sockets());
		for (Map.Entry<String, ServerSocketChannel> socket : sockets.entrySet()) {
			facts.put("address." + socket.getKey(), socket.getValue().getLocalAddress());
			facts.put("blocking." + socket.getKey(), socket.getValue().isBlocking());
			new Thread(() -> serve(socket.getKey(), socket.getValue())).start();
		}
		facts.put("addresses", context.socketAddresses());
		if (then.equals("again")) {
			facts.put("again", DaemonContext.inForeground(attr.build()).sockets().keySet());
		}
		facts.putEnvironment();
		facts.write();
		context.ready();
		Go.forever();
	}

	private static DaemonSocket socket(String name, String address) throws IOException {
		if (address.equals("inherited") || address.equals("datagrams")) {
			return DaemonSocket.inherit(name, () -> open(address));
		}
		int port = address.indexOf(';');
		SocketAddress declared = (port < 0) ? UnixDomainSocketAddress.of(Path.of(address)) : new InetSocketAddress(
				InetAddress.getByName(address.substring(0, port)), Integer.parseInt(address.substring(port + 1)));
		return DaemonSocket.of(name, declared).backlog(BACKLOG);
	}

	private static int open(String kind) {
		try {
			return kind.equals("datagrams") ? Posix.socket(Posix.AF_UNIX, Posix.SOCK_DGRAM)
					: ListeningSocket.open(
							Sockaddr.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false).bytes(), 0,
							"a free port");
		}
		catch (ErrnoException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void serve(String name, ServerSocketChannel socket) {
		try {
			while (true) {
				try (SocketChannel connection = socket.accept()) {
					String answer = ProcessHandle.current().pid() + " " + name;
					connection.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Connects to an address, and returns what is answered.
	 * @param address the address
	 * @return the answer
	 * @throws IOException if nobody listens
	 */
	public static String ask(SocketAddress address) throws IOException {
		try (SocketChannel connection = (address instanceof UnixDomainSocketAddress)
				? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open()) {
			connection.connect(address);
			ByteBuffer answer = ByteBuffer.allocate(100);
			while (connection.read(answer) >= 0) {
				// More may come
			}
			return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
		}
	}

}
