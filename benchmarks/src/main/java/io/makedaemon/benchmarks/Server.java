package io.makedaemon.benchmarks;

import java.util.Locale;

import org.springframework.boot.jetty.reactive.JettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.boot.web.server.reactive.ConfigurableReactiveWebServerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * The web servers that are measured.
 */
enum Server {

	TOMCAT, JETTY, NETTY;

	/** Answers each request at once, without a body. */
	static final HttpHandler HANDLER = (request, response) -> {
		response.setStatusCode(HttpStatus.OK);
		return response.setComplete();
	};

	/**
	 * Find a server by what somebody has typed.
	 */
	static Server of(String name) {
		return valueOf(name.toUpperCase(Locale.ROOT));
	}

	/**
	 * Create a factory for a server on any port.
	 */
	ConfigurableReactiveWebServerFactory factory() {
		return switch (this) {
			case TOMCAT -> new TomcatReactiveWebServerFactory(0);
			case JETTY -> new JettyReactiveWebServerFactory(0);
			case NETTY -> new NettyReactiveWebServerFactory(0);
		};
	}

}
