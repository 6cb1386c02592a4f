package io.makedaemon.spring.boot.socket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonStage;
import io.makedaemon.spring.boot.event.DaemonReadyEvent;
import io.makedaemon.spring.boot.start.StartListener;

/**
 * The listening sockets that this process has inherited. The application's web servers
 * take them, and accept no connections before the application is ready.
 */
public final class InheritedSockets implements StartListener {

	private static final String BEAN = "daemonInheritedSockets";

	private static final String SERVERS_BEAN = "daemonInheritingServers";

	private static final String SERVER_FACTORY = "org.springframework.boot.web.server.ConfigurableWebServerFactory";

	private static final String SERVER_CONTEXT = "org.springframework.boot.web.server.context.WebServerApplicationContext";

	/** The names of sockets that are only for the server with that name. */
	private static final Set<String> RESERVED = Set.of(InheritingServers.APPLICATION, InheritingServers.MANAGEMENT);

	private static final Log log = LogFactory.getLog(InheritedSockets.class);

	private final List<InheritedSocket> sockets;

	private final Set<String> acceptingWhenStarted;

	private final List<Drain> drains = new CopyOnWriteArrayList<>();

	InheritedSockets(List<InheritedSocket> sockets, Set<String> acceptingWhenStarted) {
		this.sockets = sockets;
		this.acceptingWhenStarted = acceptingWhenStarted;
	}

	/**
	 * Return the sockets of this process.
	 * @param channels the sockets by their names
	 * @param declared the addresses with which they were declared, by their names; port 0
	 * is for a server with any port
	 * @param acceptingWhenStarted the names of the sockets whose connections are served
	 * before the runners are run
	 * @return the sockets, behind closed gates
	 */
	public static InheritedSockets of(Map<String, ServerSocketChannel> channels,
			Map<String, InetSocketAddress> declared, Set<String> acceptingWhenStarted) {
		List<InheritedSocket> sockets = channels.entrySet()
			.stream()
			.map((socket) -> new InheritedSocket(socket.getKey(), declared.get(socket.getKey()), socket.getValue()))
			.toList();
		return new InheritedSockets(sockets, acceptingWhenStarted);
	}

	@Override
	public void contextPrepared(ConfigurableApplicationContext context) {
		ConfigurableListableBeanFactory beans = context.getBeanFactory();
		beans.registerSingleton(BEAN, this);
		if (ClassUtils.isPresent(SERVER_FACTORY, InheritedSockets.class.getClassLoader())) {
			beans.registerSingleton(SERVERS_BEAN, new InheritingServers(this, InheritingServers.APPLICATION, beans));
		}
		context.addApplicationListener(new ReadyListener());
	}

	@Override
	public void started() {
		open((socket) -> socket.isTaken() && this.acceptingWhenStarted.contains(socket.name()));
	}

	/**
	 * Let connections in if this process is in the foreground. A daemon is ready later,
	 * when it has reported so. What no server has taken yet may be for an application
	 * that is run later, such as a child of this one.
	 */
	@Override
	public void ready(ConfigurableApplicationContext context) {
		if (Daemon.stage() != DaemonStage.DAEMON) {
			open(InheritedSocket::isTaken);
			if (isWeb(context)) {
				warn();
			}
		}
	}

	private static boolean isWeb(ConfigurableApplicationContext context) {
		return ClassUtils.isPresent(SERVER_CONTEXT, InheritedSockets.class.getClassLoader())
				&& ServerContext.is(context);
	}

	/**
	 * Let connections in.
	 */
	public void open() {
		open((socket) -> true);
		warn();
	}

	private void warn() {
		this.sockets.stream()
			.filter((socket) -> isReserved(socket.name()) && !socket.isTaken())
			.forEach((socket) -> log.warn("No web server listens on the inherited socket " + socket
					+ ", so its clients are never answered: either there is no server for it, or the server has "
					+ "another address"));
		if (isStartedAgain()) {
			this.sockets.stream()
				.filter(InheritedSocket::isElsewhere)
				.forEach((socket) -> log.warn("The inherited socket " + socket
						+ " still has the port that was set when the daemon was started: the port that is set now needs "
						+ "a restart or an upgrade"));
		}
	}

	/**
	 * Return whether a supervisor, which keeps the sockets, has started this process
	 * again: the configuration may have been changed since.
	 */
	private static boolean isStartedAgain() {
		return Daemon.context()
			.flatMap(DaemonContext::supervisor)
			.filter((supervisor) -> supervisor.restarts() > 0)
			.isPresent();
	}

	/**
	 * Return whether a socket is meant for a server: the second one of a unit whose
	 * sockets have the same name is called "server-2".
	 */
	private static boolean isReserved(String name) {
		return RESERVED.stream().anyMatch((reserved) -> name.matches(reserved + "(-\\d+)?"));
	}

	private void open(Predicate<InheritedSocket> which) {
		this.sockets.stream().filter(which).map(InheritedSocket::gate).forEach(Gate::open);
	}

	/**
	 * Stop letting connections in. They wait for another process that has the sockets.
	 */
	public void close() {
		this.sockets.stream().map(InheritedSocket::gate).forEach(Gate::close);
	}

	/**
	 * Add what drains a server that has one of the sockets.
	 */
	void add(Drain drain) {
		this.drains.add(drain);
	}

	/**
	 * Ask all clients to close their connections when their requests are answered. No new
	 * ones must be let in. To be called until no connection is left.
	 * @return how many connections are open
	 */
	public int drain() {
		forEach(Drain::proceed);
		return this.drains.stream().mapToInt(Drain::connections).sum();
	}

	/**
	 * Close the connections that are left.
	 */
	public void endDrain() {
		forEach(Drain::end);
	}

	private void forEach(Consumer<Drain> action) {
		for (Drain drain : this.drains) {
			try {
				action.accept(drain);
			}
			catch (RuntimeException ex) {
				// Its server has been stopped; the clients of the others are told
				log.debug("A server cannot be drained", ex);
			}
		}
	}

	/**
	 * Take the socket for a server. No other server gets it then.
	 * @param name the name of the socket that belongs to the server, whatever its port
	 * is; null for none
	 * @param address the server's address; null for the wildcard
	 * @param port the server's port; 0 for any, -1 if it does not listen
	 * @return the socket; null if the server must bind one itself
	 */
	@Nullable InheritedSocket take(@Nullable String name, @Nullable InetAddress address, int port) {
		if (port < 0) {
			return null;
		}
		InheritedSocket socket = take((candidate) -> candidate.isOf(name, address));
		return (socket != null) ? socket
				: take((candidate) -> !RESERVED.contains(candidate.name()) && candidate.isAt(address, port));
	}

	private @Nullable InheritedSocket take(Predicate<InheritedSocket> which) {
		return this.sockets.stream().filter(which).filter(InheritedSocket::take).findFirst().orElse(null);
	}

	/**
	 * Loaded only if there are web servers.
	 */
	private static final class ServerContext {

		private ServerContext() {
		}

		static boolean is(ConfigurableApplicationContext context) {
			return context instanceof WebServerApplicationContext;
		}

	}

	/**
	 * Opens the gates before any listener of the application can connect.
	 */
	private final class ReadyListener implements ApplicationListener<DaemonReadyEvent>, Ordered {

		@Override
		public int getOrder() {
			return Ordered.HIGHEST_PRECEDENCE;
		}

		@Override
		public void onApplicationEvent(DaemonReadyEvent event) {
			open();
		}

	}

}
