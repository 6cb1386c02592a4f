package io.makedaemon.spring.boot.socket;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.SessionContainer;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.Container;

/**
 * Drains the connections of HTTP/2 of Jetty, which does not serve what a client begins on
 * an idle connection before it learns that the server is going away.
 */
final class JettyHttp2Drain {

	/** How long a client may take to learn that the server is going away. */
	private static final Duration GRACE = Duration.ofSeconds(1);

	/** When clients were told. */
	private final Map<Session, Long> told = new ConcurrentHashMap<>();

	/**
	 * Tell clients to begin no more streams, and later which ones are served.
	 * @param factory the connection factory, which has the sessions
	 */
	void proceed(Container factory) {
		for (SessionContainer container : factory.getContainedBeans(SessionContainer.class)) {
			for (Session session : container.getSessions()) {
				proceed(session);
			}
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private void proceed(Session session) {
		Long since = this.told.putIfAbsent(session, System.nanoTime());
		if (since == null) {
			((HTTP2Session) session).frames(null, List.of(GoAwayFrame.GRACEFUL), Callback.NOOP);
		}
		else if (System.nanoTime() - since > GRACE.toNanos()) {
			session.shutdown();
		}
	}

}
