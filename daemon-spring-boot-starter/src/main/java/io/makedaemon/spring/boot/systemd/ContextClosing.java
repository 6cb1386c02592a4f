package io.makedaemon.spring.boot.systemd;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Notified when a context begins to close, before anything in it is stopped or destroyed.
 * A child's closing is ignored, although its event arrives here as well.
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
	 * Return false: the process may end when the context is closed, so another thread
	 * could be too late.
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
