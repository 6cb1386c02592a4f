package io.makedaemon.spring.boot.logging;

import java.util.List;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.recovery.ResilientOutputStreamBase;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import org.jspecify.annotations.Nullable;

/**
 * Whether Logback fails to write its log, for instance since the disk is full. It drops
 * events then, tries again after a while, and tells it by its status messages only.
 */
final class LogFailure implements StatusListener {

	private static final String OVER = "Recovered";

	private final LoggerContext context;

	private volatile @Nullable ResilientOutputStreamBase failed;

	private volatile Runnable listener = () -> {
	};

	LogFailure(LoggerContext context) {
		this.context = context;
	}

	@Override
	public void addStatusEvent(Status status) {
		if (!(status.getOrigin() instanceof ResilientOutputStreamBase stream)) {
			return;
		}
		if (status.getLevel() == Status.ERROR) {
			this.failed = stream;
		}
		else if (stream == this.failed && status.getMessage().startsWith(OVER)) {
			this.failed = null;
			this.listener.run();
		}
	}

	@Override
	public boolean isResetResistant() {
		return true;
	}

	/**
	 * Calls a listener each time when the log can be written again.
	 */
	void whenOver(Runnable listener) {
		this.listener = listener;
	}

	boolean isPresent() {
		ResilientOutputStreamBase stream = this.failed;
		if (stream == null) {
			return false;
		}
		if (isInUse(stream)) {
			return true;
		}
		// Another file has taken its place
		this.failed = null;
		return false;
	}

	private boolean isInUse(ResilientOutputStreamBase stream) {
		List<OutputStreamAppender<?>> appenders = Appenders.of(this.context, OutputStreamAppender.class);
		return appenders.stream().anyMatch((appender) -> appender.getOutputStream() == stream);
	}

}
