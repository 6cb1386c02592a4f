package io.makedaemon.spring.boot.health;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import io.makedaemon.DaemonContext;
import io.makedaemon.spring.boot.start.StartListener;

/**
 * Publishes the address of the application's health endpoint as soon as its web server
 * listens.
 */
public final class HealthAddress implements StartListener {

	/** The name under which the daemon publishes the address. */
	public static final String PUBLISHED_AS = "health";

	private static final String[] NEEDED = { "org.springframework.boot.web.server.context.WebServerInitializedEvent",
			"org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType" };

	private static final String MANAGEMENT = "management";

	private final DaemonContext daemon;

	/**
	 * Create the publisher for a daemon.
	 * @param daemon the daemon
	 */
	public HealthAddress(DaemonContext daemon) {
		this.daemon = daemon;
	}

	/**
	 * Listen for the address, if the application has a web server and an actuator.
	 */
	@Override
	public void contextLoaded(ConfigurableApplicationContext context) {
		ClassLoader loader = HealthAddress.class.getClassLoader();
		if (ClassUtils.isPresent(NEEDED[0], loader) && ClassUtils.isPresent(NEEDED[1], loader)) {
			context.addApplicationListener(new WebServerListener(context, this.daemon));
		}
	}

	/**
	 * Loaded only if there are web servers.
	 */
	private static final class WebServerListener implements ApplicationListener<WebServerInitializedEvent> {

		private final ApplicationContext context;

		private final DaemonContext daemon;

		WebServerListener(ApplicationContext context, DaemonContext daemon) {
			this.context = context;
			this.daemon = daemon;
		}

		@Override
		public void onApplicationEvent(WebServerInitializedEvent event) {
			Environment environment = this.context.getEnvironment();
			boolean management = MANAGEMENT.equals(event.getApplicationContext().getServerNamespace());
			ManagementPortType type = ManagementPortType.get(environment);
			String path = path();
			if (path != null && type == (management ? ManagementPortType.DIFFERENT : ManagementPortType.SAME)) {
				String prefix = management ? environment.getProperty("management.server.base-path", "")
						: prefix(environment);
				String address = environment.getProperty(management ? "management.server.address" : "server.address");
				this.daemon.publish(PUBLISHED_AS, (isSecure(environment, management) ? "https://" : "http://")
						+ host(address) + ":" + event.getWebServer().getPort() + prefix + path);
			}
		}

		private @Nullable String path() {
			PathMappedEndpoints endpoints = this.context.getBeanProvider(PathMappedEndpoints.class).getIfUnique();
			return (endpoints != null) ? endpoints.getPath(EndpointId.of("health")) : null;
		}

		/**
		 * Return whether the server expects TLS. A management server of its own does not
		 * inherit that of the application.
		 */
		private static boolean isSecure(Environment environment, boolean management) {
			return Binder.get(environment)
				.bind(management ? "management.server.ssl" : "server.ssl", Ssl.class)
				.map((ssl) -> ssl.isEnabled())
				.orElse(Boolean.FALSE);
		}

		private static String prefix(Environment environment) {
			String servlet = environment.getProperty("server.servlet.context-path", "")
					+ environment.getProperty("spring.mvc.servlet.path", "");
			return servlet.isEmpty() ? environment.getProperty("spring.webflux.base-path", "") : servlet;
		}

		private static String host(@Nullable String address) {
			InetAddress host = (address != null) ? find(address) : InetAddress.getLoopbackAddress();
			return (host instanceof Inet6Address) ? "[" + host.getHostAddress() + "]" : host.getHostAddress();
		}

		private static InetAddress find(String address) {
			try {
				InetAddress host = InetAddress.getByName(address);
				return host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host;
			}
			catch (UnknownHostException ex) {
				// Cannot happen: the server could use the address
				throw new IllegalStateException(ex);
			}
		}

	}

}
