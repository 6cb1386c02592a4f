package io.makedaemon.spring.boot.logging.log4j2;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AppenderLoggingException;
import org.apache.logging.log4j.core.filter.CompositeFilter;
import org.apache.logging.log4j.core.filter.DenyAllFilter;
import org.jspecify.annotations.Nullable;

import io.makedaemon.spring.boot.logging.backend.CaptureLog;
import io.makedaemon.spring.boot.logging.backend.LogBackend;
import io.makedaemon.spring.boot.logging.backend.LoopGuard;
import io.makedaemon.spring.boot.logging.backend.RegularFile;

/**
 * What the capture has to do with Log4j2, for the life of the process.
 *
 * <p>
 * Log4j2 loses no event while it is reconfigured: the former configuration is in use
 * until another one takes its place. But Spring Boot's logging system denies all events
 * until it has initialised it.
 */
final class Log4j2Capture implements CaptureLog {

	private static final long POLL = TimeUnit.MILLISECONDS.toNanos(1);

	private final LoggerContext context;

	private final LogFailure failure;

	private final long patience;

	private final LastSink lastSink;

	private final LoopGuard loops = new LoopGuard();

	private volatile boolean left;

	/** Since when events have waited, by {@link System#nanoTime()}; 0 when none does. */
	private volatile long waitingSince;

	Log4j2Capture(LoggerContext context, LogFailure failure, Duration patience, LastSink lastSink) {
		this.context = context;
		this.failure = failure;
		this.patience = patience.toNanos();
		this.lastSink = lastSink;
		ConsoleGuard.install(context.getConfiguration());
	}

	@Override
	public Predicate<String> sink(String name, Function<String, org.slf4j.event.Level> level) {
		Logger logger = this.context.getLogger(name);
		return (line) -> log(logger, Level.valueOf(level.apply(line).name()), line);
	}

	private boolean log(Logger logger, Level level, String line) {
		boolean open = awaitOpen();
		return open && (!logger.isEnabled(level, null, line) || isDelivered(Log4j2Event.of(logger, level, line)));
	}

	private boolean isDelivered(Log4j2Event event) {
		long failures = this.failure.count();
		try {
			this.loops.deliver(event);
		}
		catch (AppenderLoggingException ex) {
			// A log file's error handler knows that already
			if (this.failure.count() == failures) {
				throw ex;
			}
		}
		return this.failure.count() == failures;
	}

	/**
	 * That which is closed for good keeps the first event waiting, and no other.
	 */
	private boolean awaitOpen() {
		while (!this.left && isSuppressed()) {
			long now = System.nanoTime();
			if (this.waitingSince == 0) {
				this.waitingSince = now | 1;
			}
			if (now - this.waitingSince >= this.patience) {
				return false;
			}
			LockSupport.parkNanos(this, POLL);
		}
		this.waitingSince = 0;
		return true;
	}

	private boolean isSuppressed() {
		Filter filter = this.context.getConfiguration().getFilter();
		if (filter instanceof CompositeFilter all) {
			for (Filter one : all.getFiltersArray()) {
				if (one instanceof DenyAllFilter) {
					return true;
				}
			}
		}
		return filter instanceof DenyAllFilter;
	}

	@Override
	public boolean isFailing() {
		return this.failure.isElsewhere();
	}

	@Override
	public LoopGuard loops() {
		return this.loops;
	}

	/**
	 * Silences what was configured: what is left writes somewhere, and to a regular file.
	 */
	@Override
	public void configured() {
		ConsoleGuard.configured(this.context.getConfiguration());
		Appenders.ofFiles(this.context.getConfiguration()).forEach((appender) -> {
			Path file = Appenders.file(appender);
			String problem = RegularFile.problem(file);
			if (problem != null) {
				ConsoleGuard.silence(appender);
				this.lastSink.ensure();
				Logger log = this.context.getLogger(LogBackend.LOGGER);
				log.error("The log file {} is not used any more: {}", file, problem);
			}
		});
		this.lastSink.ensure();
	}

	@Override
	public void open() {
		// It is, as soon as Spring Boot denies nothing
	}

	@Override
	public void leave() {
		this.left = true;
	}

	@Override
	public boolean isStarted() {
		return this.context.isStarted();
	}

	@Override
	public @Nullable Path file() {
		return Appenders.firstFile(this.context.getConfiguration());
	}

}
