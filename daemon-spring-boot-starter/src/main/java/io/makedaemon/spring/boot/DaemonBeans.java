package io.makedaemon.spring.boot;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;

import io.makedaemon.DaemonContext;
import io.makedaemon.spring.boot.start.StartListener;

/**
 * Registers the beans that describe what the process is and what it has inherited, and
 * tells them about the phases of the start.
 */
final class DaemonBeans implements StartListener {

	private static final String STATE_BEAN = "daemonState";

	private static final String CONTEXT_BEAN = "daemonContext";

	private static final String CAPTURE_BEAN = "daemonCapturedOutput";

	private static final Log log = LogFactory.getLog(DaemonRunListener.class);

	private final DaemonState state;

	private final @Nullable DaemonContext inherited;

	private final @Nullable String notice;

	/**
	 * Create the beans.
	 * @param state what the process is
	 * @param inherited what the daemon has inherited; null for nothing
	 * @param notice what to log about what it is; null for nothing
	 */
	DaemonBeans(DaemonState state, @Nullable DaemonContext inherited, @Nullable String notice) {
		this.state = state;
		this.inherited = inherited;
		this.notice = notice;
	}

	@Override
	public void contextPrepared(ConfigurableApplicationContext context) {
		ConfigurableListableBeanFactory beans = context.getBeanFactory();
		// Child contexts share their parent's state, but not a bootstrap context's
		if (!this.state.isDaemon() && beans.containsBean(STATE_BEAN)) {
			return;
		}
		beans.registerSingleton(STATE_BEAN, this.state);
		if (this.inherited != null) {
			beans.registerSingleton(CONTEXT_BEAN, this.inherited);
			this.inherited.onPidFileProblem(log::warn);
		}
		if (this.state.capturedOutput() != null) {
			beans.registerSingleton(CAPTURE_BEAN, this.state.capturedOutput());
		}
		if (this.notice != null) {
			log.info(this.notice);
		}
		log.debug("Running as " + this.state.decision());
	}

	@Override
	public void ready(ConfigurableApplicationContext context) {
		this.state.ready();
	}

}
