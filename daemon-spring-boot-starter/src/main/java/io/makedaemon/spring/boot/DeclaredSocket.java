package io.makedaemon.spring.boot;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import io.makedaemon.DaemonSocket;
import io.makedaemon.spring.boot.DaemonProperties.SocketProperties;

/**
 * A socket that the daemon inherits according to the configuration: one of
 * {@code daemon.sockets} or, with {@code daemon.upgradable}, a port of the application's
 * web servers.
 *
 * @param name its name
 * @param address its address
 * @param accept when to begin to answer its clients
 * @param property the property that it comes from
 * @param socket its declaration for the core
 */
record DeclaredSocket(String name, SocketAddress address, SocketAccept accept, String property, DaemonSocket socket) {

	/** The name of the socket of the application's server. */
	static final String SERVER = "server";

	/** The name of the socket of the management server. */
	static final String MANAGEMENT = "management";

	private static final String SERVER_PORT = "server.port";

	private static final String MANAGEMENT_PORT = "management.server.port";

	private static final String MANAGEMENT_SERVER = "org.springframework.boot.actuate.autoconfigure.web.server."
			+ "ManagementContextAutoConfiguration";

	private static final int DEFAULT_PORT = 8080;

	/** A host, nothing, *, or an IPv6 address in brackets, and a port. */
	private static final Pattern HOST_AND_PORT = Pattern.compile("(?:(\\[[^]]+]|[^:]*):)?(\\d{1,5})");

	/**
	 * Find the sockets of an application.
	 * @param properties the properties
	 * @param environment the environment they come from
	 * @param isWeb whether the application has a web server
	 * @return the sockets: the listed ones, followed by those of the web servers
	 */
	static List<DeclaredSocket> of(DaemonProperties properties, Environment environment, boolean isWeb) {
		List<DeclaredSocket> sockets = new ArrayList<>();
		for (int i = 0; i < properties.sockets().size(); i++) {
			sockets.add(listed(properties.sockets().get(i), "daemon.sockets[" + i + "]."));
		}
		if (properties.upgradable() && isWeb) {
			Integer port = port(environment, SERVER_PORT);
			add(sockets, SERVER, environment, (port != null) ? port : DEFAULT_PORT);
			Integer management = port(environment, MANAGEMENT_PORT);
			if (management != null && isOther(management, (port != null) ? port : DEFAULT_PORT)
					&& ClassUtils.isPresent(MANAGEMENT_SERVER, null)) {
				add(sockets, MANAGEMENT, environment, management);
			}
		}
		return sockets;
	}

	private static boolean isOther(int management, int port) {
		return management == 0 || management != port;
	}

	private static DeclaredSocket listed(SocketProperties properties, String prefix) {
		String name = properties.name();
		String text = properties.address();
		if (name == null || text == null) {
			throw new InvalidConfigurationPropertyValueException(prefix + ((name == null) ? "name" : "address"), null,
					"a socket needs a name and an address");
		}
		SocketAddress address = checked(prefix + "address", text, DeclaredSocket::address);
		checked(prefix + "name", name, (value) -> DaemonSocket.inherit(value, () -> -1));
		DaemonSocket socket = checked(prefix + "address", text, (value) -> DaemonSocket.of(name, address));
		DaemonSocket declared = checked(prefix + "backlog", properties.backlog(), socket::backlog);
		return new DeclaredSocket(name, address, properties.accept(), prefix + "address", declared);
	}

	private static SocketAddress address(String text) {
		if (text.indexOf('/') >= 0) {
			return UnixDomainSocketAddress.of(text);
		}
		Matcher matcher = HOST_AND_PORT.matcher(text);
		if (!matcher.matches()) {
			throw new IllegalArgumentException(
					"it must be a port, a host and a port such as 127.0.0.1:8080 or [::1]:8080, or a path with a slash");
		}
		String host = (matcher.group(1) != null) ? matcher.group(1) : "";
		return new InetSocketAddress((host.isEmpty() || host.equals("*")) ? null : host(host),
				Integer.parseInt(matcher.group(2)));
	}

	private static InetAddress host(String host) {
		try {
			return InetAddress.getByName(host);
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException("the host " + host + " is not known", ex);
		}
	}

	private static void add(List<DeclaredSocket> sockets, String name, Environment environment, int port) {
		boolean known = sockets.stream().anyMatch((socket) -> socket.name.equals(name));
		if (port < 0 || known) {
			return;
		}
		String prefix = name.equals(SERVER) ? "server." : "management.server.";
		String host = environment.getProperty(prefix + "address");
		InetAddress address = (host != null && !host.isEmpty())
				? checked(prefix + "address", host, DeclaredSocket::host) : null;
		InetSocketAddress all = checked(prefix + "port", port, (value) -> new InetSocketAddress(address, value));
		sockets.add(new DeclaredSocket(name, all, SocketAccept.READY, prefix + "port", DaemonSocket.of(name, all)));
	}

	private static @Nullable Integer port(Environment environment, String property) {
		String text = environment.getProperty(property);
		return (text == null || text.isBlank()) ? null : checked(property, text, (value) -> number(value.strip()));
	}

	private static int number(String text) {
		try {
			return Integer.parseInt(text);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("it is not a port number", ex);
		}
	}

	private static <V, T> T checked(String property, V value, Function<V, T> parser) {
		try {
			return parser.apply(value);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(property, value, ex.getMessage());
		}
	}

}
