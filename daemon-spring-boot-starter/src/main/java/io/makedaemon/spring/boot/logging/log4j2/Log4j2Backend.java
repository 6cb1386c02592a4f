package io.makedaemon.spring.boot.logging.log4j2;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractOutputStreamAppender;
import org.jspecify.annotations.Nullable;

import io.makedaemon.spring.boot.logging.backend.CaptureLog;
import io.makedaemon.spring.boot.logging.backend.LogBackend;
import io.makedaemon.spring.boot.logging.backend.RegularFile;

/**
 * Log4j2 and its log files.
 */
public final class Log4j2Backend implements LogBackend {

	private static final String NOT_REOPENED = "The log file {} cannot be reopened, so the old one is still in use: {}";

	private static @Nullable Log4j2Backend current;

	private final LoggerContext context;

	private final LogFailure failure = new LogFailure();

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	/** Null if no other generation of the daemon may be running. */
	private @Nullable SharedFiles shared;

	private boolean configuring;

	private Log4j2Backend(LoggerContext context) {
		this.context = context;
		this.failure.listen();
		context.addPropertyChangeListener((event) -> configured());
		configured();
	}

	/**
	 * Find the backend of this process.
	 * @return the backend; null if Log4j2 is not in use
	 */
	public static synchronized @Nullable LogBackend find() {
		if (current == null && LogManager.getContext(Log4j2Backend.class.getClassLoader(),
				false) instanceof LoggerContext context) {
			current = new Log4j2Backend(context);
		}
		return current;
	}

	/**
	 * Called by Log4j2 for each new configuration, and for each change to one.
	 */
	private synchronized void configured() {
		if (this.configuring || this.context.isStopping() || this.context.isStopped()) {
			return;
		}
		this.configuring = true;
		try {
			Appenders.ofFiles(this.context.getConfiguration()).forEach(this.failure::watch);
			shareOpened();
			this.listeners.forEach(Runnable::run);
		}
		finally {
			this.configuring = false;
		}
	}

	private synchronized void shareOpened() {
		if (this.shared != null) {
			this.shared.configured();
		}
	}

	/**
	 * Check only the file that is known beforehand: Log4j2 does not announce which file
	 * it is about to open.
	 */
	@Override
	public Runnable refuseOthers(@Nullable Path file) {
		this.failure.forgetOpened();
		if (file != null) {
			RegularFile.check(file);
		}
		return () -> {
		};
	}

	@Override
	public void whenConfigured(Runnable listener) {
		this.listeners.add(listener);
	}

	@Override
	public void ensure(Path announced) {
		new LastSink(this.context, announced).ensure();
	}

	@Override
	public void check() {
		this.failure.checkOpened();
		Appenders.ofAnyFiles(this.context.getConfiguration()).map(Appenders::file).forEach(RegularFile::check);
	}

	@Override
	public @Nullable String failure() {
		return this.failure.description();
	}

	@Override
	public void reopen() {
		Logger log = this.context.getLogger(LOGGER);
		Appenders.ofFiles(this.context.getConfiguration()).forEach((appender) -> reopen(appender, log));
		shareOpened();
	}

	private static void reopen(AbstractOutputStreamAppender<?> appender, Logger log) {
		Path file = Appenders.file(appender);
		String problem = RegularFile.problem(file);
		if (problem != null) {
			log.error(NOT_REOPENED, file, problem);
			return;
		}
		try {
			OpenedFile.reopen(appender.getManager());
			log.info("The log file {} was reopened", file);
		}
		catch (IOException ex) {
			log.error(NOT_REOPENED, file, ex.getMessage());
		}
	}

	@Override
	public synchronized void share(boolean shared, int generation) {
		if (shared && this.shared == null) {
			this.shared = new SharedFiles(this.context, generation);
			this.shared.begin();
		}
		else if (!shared && this.shared != null) {
			this.shared.end();
			this.shared = null;
		}
	}

	@Override
	public @Nullable Path first() {
		return Appenders.firstFile(this.context.getConfiguration());
	}

	@Override
	public CaptureLog capture(Duration patience, Path announced) {
		Log4j2Capture capture = new Log4j2Capture(this.context, this.failure, patience,
				new LastSink(this.context, announced));
		this.listeners.add(capture::configured);
		return capture;
	}

}
