package io.makedaemon.posix;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The address of a socket in the kernel's form, see sockaddr(3type). The process that
 * binds it does not load Java's networking.
 *
 * @param bytes the structure, as a byte string
 */
public record Sockaddr(String bytes) {

	private static final int AF_INET = 2;

	private static final int AF_INET6 = 10;

	/** The size of {@code struct sockaddr_in}. */
	private static final int SIZE_OF_IPV4 = 16;

	/** The size of {@code struct sockaddr_in6}. */
	private static final int SIZE_OF_IPV6 = 28;

	private static final int IPV4_LENGTH = 4;

	private static final int IPV6_LENGTH = 16;

	/** The offset of the path or the port. */
	private static final int PORT = 2;

	private static final int IPV4_ADDRESS = 4;

	private static final int IPV6_ADDRESS = 8;

	/** The length of the longest path, including its zero byte. */
	private static final int MAX_PATH = 108;

	/** The two bytes that precede an IPv4 address in an IPv6 one. */
	private static final byte[] MAPPED = { -1, -1 };

	private static final int MAPPED_PREFIX = 10;

	/**
	 * Return the address of a port, in the form to which Java binds a server socket.
	 * @param address the address and the port
	 * @param dualStack whether a socket accepts connections over both IPv6 and IPv4
	 * @return the address
	 */
	public static Sockaddr of(InetSocketAddress address, boolean dualStack) {
		InetAddress host = address.getAddress();
		byte[] raw = host.getAddress();
		boolean ipv4 = raw.length == IPV4_LENGTH;
		byte[] structure = new byte[(ipv4 && !dualStack) ? SIZE_OF_IPV4 : SIZE_OF_IPV6];
		ByteBuffer buffer = ByteBuffer.wrap(structure).order(ByteOrder.nativeOrder());
		buffer.putShort((short) ((ipv4 && !dualStack) ? AF_INET : AF_INET6));
		buffer.put((byte) (address.getPort() >> Byte.SIZE)).put((byte) address.getPort());
		if (ipv4 && !dualStack) {
			buffer.put(raw);
		}
		else if (!ipv4) {
			buffer.position(IPV6_ADDRESS).put(raw).putInt((host instanceof Inet6Address ipv6) ? ipv6.getScopeId() : 0);
		}
		else if (!host.isAnyLocalAddress()) {
			buffer.position(IPV6_ADDRESS + MAPPED_PREFIX).put(MAPPED).put(raw);
		}
		return new Sockaddr(ByteStrings.of(structure));
	}

	/**
	 * Return the address of a Unix domain socket, see unix(7).
	 * @param path the absolute path, as a byte string
	 * @return the address
	 * @throws IllegalArgumentException if the path is too long for an address
	 */
	public static Sockaddr of(String path) {
		if (path.length() >= MAX_PATH) {
			throw new IllegalArgumentException("the path of a Unix domain socket has at most " + (MAX_PATH - 1)
					+ " bytes, " + ByteStrings.decode(path) + " has " + path.length());
		}
		byte[] family = new byte[PORT];
		ByteBuffer.wrap(family).order(ByteOrder.nativeOrder()).putShort(Posix.AF_UNIX);
		return new Sockaddr(ByteStrings.of(family) + path + "\0");
	}

	/**
	 * Return the protocol family, which a channel on the socket needs.
	 * @return the family
	 * @throws IllegalArgumentException if Java has no channels for the family
	 */
	public ProtocolFamily family() {
		return switch ((this.bytes.length() < PORT) ? 0 : buffer().getShort(0)) {
			case AF_INET -> StandardProtocolFamily.INET;
			case AF_INET6 -> StandardProtocolFamily.INET6;
			case Posix.AF_UNIX -> StandardProtocolFamily.UNIX;
			default -> throw new IllegalArgumentException("it is neither a TCP nor a Unix domain socket");
		};
	}

	/**
	 * Return whether this is the same address.
	 * @param other the other one
	 * @return whether family, host and port, or the path, are the same
	 */
	public boolean isSame(Sockaddr other) {
		return isSameButPort(other) && (family() == StandardProtocolFamily.UNIX || port() == other.port());
	}

	/**
	 * Return whether this is the same address, or would be with the other's port.
	 * @param other the other one
	 * @return whether port 0 stands for the other's port, or the addresses are the same
	 */
	public boolean isForAnyPortOf(Sockaddr other) {
		return family() != StandardProtocolFamily.UNIX && port() == 0 && isSameButPort(other);
	}

	private boolean isSameButPort(Sockaddr other) {
		if (other.bytes.length() < PORT || buffer().getShort(0) != other.buffer().getShort(0)) {
			return false;
		}
		return (family() == StandardProtocolFamily.UNIX) ? path().equals(other.path())
				: Arrays.equals(host(), other.host());
	}

	private int port() {
		return buffer().order(ByteOrder.BIG_ENDIAN).getShort(PORT) & 0xffff;
	}

	private byte[] host() {
		boolean ipv4 = family() == StandardProtocolFamily.INET;
		byte[] raw = new byte[ipv4 ? IPV4_LENGTH : IPV6_LENGTH];
		buffer().position(ipv4 ? IPV4_ADDRESS : IPV6_ADDRESS).get(raw);
		return raw;
	}

	private ByteBuffer buffer() {
		return ByteBuffer.wrap(ByteStrings.toBytes(this.bytes)).order(ByteOrder.nativeOrder());
	}

	/**
	 * Return the path of a Unix domain socket.
	 * @return the path, as a byte string
	 */
	public String path() {
		int end = this.bytes.indexOf('\0', PORT);
		return this.bytes.substring(PORT, (end < 0) ? this.bytes.length() : end);
	}

	/**
	 * Return the address in readable form, such as {@code 127.0.0.1:80}, {@code [::]:80},
	 * or a path.
	 */
	@Override
	public String toString() {
		if (family() == StandardProtocolFamily.UNIX) {
			return ByteStrings.decode(path());
		}
		return text(host(), port());
	}

	/**
	 * Return the address of a port in readable form.
	 * @param address the IP address: 4 or 16 bytes
	 * @param port the port
	 * @return the text, such as {@code 127.0.0.1:80}
	 */
	public static String text(byte[] address, int port) {
		try {
			InetAddress host = InetAddress.getByAddress(address);
			String text = host.getHostAddress();
			return ((host instanceof Inet6Address) ? "[" + text.replaceFirst("(^|:)(0(:|$)){2,}", "::") + "]" : text)
					+ ":" + port;
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

}
