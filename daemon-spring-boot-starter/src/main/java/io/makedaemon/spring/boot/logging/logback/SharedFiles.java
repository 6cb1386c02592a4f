package io.makedaemon.spring.boot.logging.logback;

import java.io.IOException;
import java.util.List;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.BasicStatusManager;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.TriggeringPolicy;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import ch.qos.logback.core.status.StatusManager;
import org.slf4j.Logger;

import io.makedaemon.spring.boot.logging.backend.LogBackend;

/**
 * Lets two generations of a daemon write to the same files: meanwhile, none is rolled,
 * and all are opened for appending.
 *
 * <p>
 * This works whoever configures Logback, and whenever: a file appender announces its
 * start as a status before it opens its file, and this listener outlives every
 * configuration. Logback writes each event to a file by a single write(2), so events are
 * not mixed.
 */
final class SharedFiles implements StatusListener {

	private final LoggerContext context;

	private volatile boolean shared = true;

	private SharedFiles(LoggerContext context) {
		this.context = context;
	}

	/**
	 * Note whether another generation may be running.
	 * @param context Logback's context
	 * @param shared whether it may
	 */
	static void share(LoggerContext context, boolean shared) {
		for (StatusListener listener : context.getStatusManager().getCopyOfStatusListenerList()) {
			if (listener instanceof SharedFiles files) {
				if (!shared) {
					files.end();
				}
				return;
			}
		}
		if (shared) {
			new SharedFiles(context).begin();
		}
	}

	private void begin() {
		this.context.getStatusManager().add(this);
		Logger log = this.context.getLogger(LogBackend.LOGGER);
		LogbackBackend.appenders(this.context).forEach((appender) -> {
			hold(appender);
			if (!appender.isAppend()) {
				try {
					LogbackBackend.append(appender);
				}
				catch (IOException ex) {
					log.error("The log file {} cannot be shared with the next generation of this daemon: {}",
							appender.getFile(), ex.getMessage());
				}
			}
		});
	}

	@Override
	public void addStatusEvent(Status status) {
		if (status.getLevel() == Status.INFO && status.getOrigin() instanceof FileAppender<?> appender
				&& !appender.isStarted()) {
			appender.setAppend(true);
			hold(appender);
		}
	}

	@Override
	public boolean isResetResistant() {
		return true;
	}

	private void hold(FileAppender<?> appender) {
		if (appender instanceof RollingFileAppender<?> rolling) {
			hold(rolling);
		}
	}

	private <E> void hold(RollingFileAppender<E> appender) {
		TriggeringPolicy<E> policy = appender.getTriggeringPolicy();
		if (policy != null && !(policy instanceof HeldTrigger)) {
			replace(appender, new HeldTrigger<>(policy, () -> this.shared));
		}
	}

	/**
	 * Replace the policy without the warnings that there was one already, which would be
	 * printed.
	 */
	private <E> void replace(RollingFileAppender<E> appender, TriggeringPolicy<E> policy) {
		StatusManager manager = this.context.getStatusManager();
		this.context.setStatusManager(new BasicStatusManager());
		try {
			appender.setTriggeringPolicy(policy);
		}
		finally {
			this.context.setStatusManager(manager);
		}
	}

	/**
	 * Let the files roll again. A policy that was held back finds out by itself, with the
	 * next event, that rolling is due.
	 */
	private void end() {
		this.context.getStatusManager().remove(this);
		this.shared = false;
		List<RollingFileAppender<?>> appenders = Appenders.of(this.context, RollingFileAppender.class);
		appenders.forEach(this::release);
	}

	private <E> void release(RollingFileAppender<E> appender) {
		if (appender.getTriggeringPolicy() instanceof HeldTrigger<E> held) {
			replace(appender, held.policy());
		}
	}

}
