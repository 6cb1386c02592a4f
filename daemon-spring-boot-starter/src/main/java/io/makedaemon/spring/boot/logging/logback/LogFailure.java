package io.makedaemon.spring.boot.logging.logback;

import java.util.List;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.recovery.ResilientFileOutputStream;
import ch.qos.logback.core.recovery.ResilientOutputStreamBase;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import org.jspecify.annotations.Nullable;

/**
 * Detects that Logback fails to write its log, for instance because the disk is full.
 * Logback then drops events, retries after a while, and reports it only in its status
 * messages.
 */
final class LogFailure implements StatusListener {

	private static final String OVER = "Recovered";

	private final LoggerContext context;

	private volatile @Nullable ResilientOutputStreamBase failed;

	private volatile @Nullable Throwable cause;

	LogFailure(LoggerContext context) {
		this.context = context;
	}

	/**
	 * Return what fails at present, for a caller that has not listened before.
	 * @return what fails and why; null if nothing does
	 */
	static @Nullable String now(LoggerContext context) {
		LogFailure failure = new LogFailure(context);
		context.getStatusManager().getCopyOfStatusList().forEach(failure::addStatusEvent);
		return failure.isPresent() ? failure.description() : null;
	}

	private String description() {
		String file = (this.failed instanceof ResilientFileOutputStream stream) ? stream.getFile() + ": " : "";
		Throwable reason = this.cause;
		return file + ((reason != null) ? reason.getMessage() : "the reason is unknown");
	}

	@Override
	public void addStatusEvent(Status status) {
		if (!(status.getOrigin() instanceof ResilientOutputStreamBase stream)) {
			return;
		}
		if (status.getLevel() == Status.ERROR) {
			this.cause = status.getThrowable();
			this.failed = stream;
		}
		else if (stream == this.failed && status.getMessage().startsWith(OVER)) {
			this.failed = null;
		}
	}

	@Override
	public boolean isResetResistant() {
		return true;
	}

	boolean isPresent() {
		ResilientOutputStreamBase stream = this.failed;
		if (stream == null) {
			return false;
		}
		if (isInUse(stream)) {
			return true;
		}
		// Another file has replaced it
		this.failed = null;
		return false;
	}

	private boolean isInUse(ResilientOutputStreamBase stream) {
		List<OutputStreamAppender<?>> appenders = Appenders.of(this.context, OutputStreamAppender.class);
		return appenders.stream().anyMatch((appender) -> appender.getOutputStream() == stream);
	}

}
