package io.makedaemon.spring.boot.socket;

import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Lets Reactor Netty listen on an inherited socket.
 */
final class NettySockets {

	private NettySockets() {
	}

	static void customize(ConfigurableWebServerFactory factory, InheritedSockets sockets, String name,
			BeanFactory beans) {
		if (factory instanceof NettyReactiveWebServerFactory netty) {
			InheritedSocket socket = sockets.take(name, netty.getAddress(), netty.getPort());
			if (socket != null) {
				// Its loops would replace these
				netty.setResourceFactory(null);
				NettyDrain drain = new NettyDrain();
				sockets.add(drain);
				netty.addServerCustomizers((server) -> drain.follow(listen(server, socket, drain, beans)));
			}
		}
	}

	/**
	 * Use Java's transport: the channels of the native one do not support inherited
	 * sockets.
	 */
	private static HttpServer listen(HttpServer server, InheritedSocket socket, NettyDrain drain, BeanFactory beans) {
		ReactorResourceFactory factory = beans.getBeanProvider(ReactorResourceFactory.class).getIfAvailable();
		LoopResources own = server.configuration().loopResources();
		return server.runOn(new NettyLoops(socket, drain, () -> {
			// Others after the context was stopped and started again
			LoopResources loops = (factory != null) ? factory.getLoopResources() : null;
			return (loops != null) ? loops : own;
		}), false);
	}

}
