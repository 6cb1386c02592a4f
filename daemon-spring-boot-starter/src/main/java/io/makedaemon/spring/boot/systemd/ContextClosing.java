package io.makedaemon.spring.boot.systemd;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Comes when a context begins to close, before anything in it is stopped or destroyed. A
 * child's closing does not count, although its event comes here as well.
 */
class ContextClosing implements ApplicationListener<ContextClosedEvent>, Ordered {

	private final ApplicationContext context;

	private final Runnable action;

	ContextClosing(ApplicationContext context, Runnable action) {
		this.context = context;
		this.action = action;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	/**
	 * The process may end when the context is closed: another thread could come too late.
	 */
	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext() == this.context) {
			this.action.run();
		}
	}

}
