package io.makedaemon.spring.boot.socket;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;

/**
 * Gives the web server of a context the inherited socket at its address, after all other
 * customizers have set the address.
 */
public final class InheritingServers implements WebServerFactoryCustomizer<ConfigurableWebServerFactory>, Ordered {

	/** The name of the socket of the application's server. */
	public static final String APPLICATION = "server";

	/** The name of the socket of the management server. */
	public static final String MANAGEMENT = "management";

	private static final boolean TOMCAT = isPresent("org.springframework.boot.tomcat.TomcatWebServerFactory");

	private static final boolean JETTY = isPresent("org.springframework.boot.jetty.JettyWebServerFactory");

	private static final boolean NETTY = isPresent(
			"org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory");

	private final InheritedSockets sockets;

	private final String name;

	private final BeanFactory beans;

	/**
	 * Create a customizer.
	 * @param sockets the sockets
	 * @param name the name of the socket that belongs to the server, whatever its port is
	 * @param beans the beans of the context
	 */
	public InheritingServers(InheritedSockets sockets, String name, BeanFactory beans) {
		this.sockets = sockets;
		this.name = name;
		this.beans = beans;
	}

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, InheritingServers.class.getClassLoader());
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(ConfigurableWebServerFactory factory) {
		if (TOMCAT) {
			TomcatSockets.customize(factory, this.sockets, this.name);
		}
		if (JETTY) {
			JettySockets.customize(factory, this.sockets, this.name);
		}
		if (NETTY) {
			NettySockets.customize(factory, this.sockets, this.name, this.beans);
		}
	}

}
