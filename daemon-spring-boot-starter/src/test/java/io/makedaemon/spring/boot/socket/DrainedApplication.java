package io.makedaemon.spring.boot.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import org.apache.tomcat.websocket.server.WsSci;
import org.awaitility.Awaitility;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.ee11.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.websocket.api.Session;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.boot.jetty.reactive.JettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.boot.web.server.reactive.ConfigurableReactiveWebServerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;

/**
 * An application with answers that are quick, slow, and half quick, events that do not
 * end, and WebSockets.
 */
final class DrainedApplication implements HttpHandler {

	private final CompletableFuture<Void> slow = new CompletableFuture<>();

	private final AtomicInteger waiting = new AtomicInteger();

	private final Sinks.Many<String> events = Sinks.many().replay().all();

	private final CompletableFuture<Void> cancelled = new CompletableFuture<>();

	DrainedApplication() {
		publish();
	}

	/**
	 * Let slow requests be answered.
	 */
	void answer() {
		this.slow.complete(null);
	}

	/**
	 * Wait until slow requests are being served.
	 */
	void awaitSlow(int requests) {
		Awaitility.await().until(() -> this.waiting.get() == requests);
	}

	/**
	 * Send an event.
	 */
	void publish() {
		this.events.tryEmitNext("data:\n\n");
	}

	/**
	 * Wait until the events have no more reader.
	 */
	void awaitCancelled() {
		Awaitility.await().until(this.cancelled::isDone);
	}

	/**
	 * Let a server serve WebSockets, if it does not of itself.
	 */
	void enableWebSockets(ConfigurableReactiveWebServerFactory factory) {
		if (factory instanceof TomcatReactiveWebServerFactory tomcat) {
			tomcat.addContextCustomizers((context) -> context.addServletContainerInitializer(new WsSci(), null));
		}
		else if (factory instanceof JettyReactiveWebServerFactory jetty) {
			jetty.addServerCustomizers((server) -> server.getContainedBeans(ServletContextHandler.class)
				.forEach((context) -> JettyWebSocketServletContainerInitializer.configure(context, null)));
		}
	}

	@Override
	public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
		return switch (request.getPath().value()) {
			case "/slow" -> {
				this.waiting.incrementAndGet();
				yield Mono.fromFuture(this.slow).then(response.setComplete());
			}
			case "/half" -> {
				this.waiting.incrementAndGet();
				yield response.writeAndFlushWith(
						Flux.just(data("half")).concatWith(Mono.fromFuture(this.slow).then(Mono.empty())));
			}
			case "/events" -> {
				response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
				yield response.writeAndFlushWith(this.events.asFlux()
					.doOnCancel(() -> this.cancelled.complete(null))
					.map(DrainedApplication::data));
			}
			case "/socket" -> upgrade(ServerHttpRequestDecorator.<Object>getNativeRequest(request),
					ServerHttpResponseDecorator.<Object>getNativeResponse(response));
			default -> response.setComplete();
		};
	}

	private static Flux<DataBuffer> data(String text) {
		return Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.US_ASCII)));
	}

	private static Mono<Void> upgrade(Object request, Object response) {
		if (response instanceof HttpServerResponse netty) {
			return netty.sendWebsocket((in, out) -> in.receive().then());
		}
		try {
			upgrade((HttpServletRequest) request, (HttpServletResponse) response);
			return Mono.empty();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void upgrade(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ServletContext context = request.getServletContext();
		if (context.getAttribute(ServerContainer.class.getName()) instanceof ServerContainer tomcat) {
			try {
				tomcat.upgradeHttpToWebSocket(request, response,
						ServerEndpointConfig.Builder.create(TomcatSocket.class, "/socket").build(), Map.of());
			}
			catch (DeploymentException ex) {
				throw new IllegalStateException(ex);
			}
		}
		else {
			JettyWebSocketServerContainer.getContainer(context)
				.upgrade((upgrade, answer) -> new JettySocket(), request, response);
		}
	}

	/**
	 * Does nothing.
	 */
	public static final class TomcatSocket extends Endpoint {

		@Override
		public void onOpen(jakarta.websocket.Session session, EndpointConfig config) {
			// Stays open
		}

	}

	/**
	 * Does nothing.
	 */
	public static final class JettySocket implements Session.Listener.AutoDemanding {

	}

}
