package io.makedaemon.spring.boot.logging.logback;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.ConfigurationEvent;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.spi.LifeCycle;

/**
 * Lets events into Logback only while it is configured: events that are logged during a
 * reconfiguration, when the appenders are gone, would be lost silently.
 *
 * <p>
 * The beginning is known, since Logback stops its registered components before its
 * appenders. The end has to be polled for, since only some ways of configuring Logback
 * announce it.
 */
final class ConfigurationGate implements LifeCycle {

	/**
	 * The package of the filter by which Spring Boot's logging system denies all events.
	 */
	private static final String SUPPRESSION = "org.springframework.boot.logging.";

	private static final String CALLER = ConfigurationGate.class.getName();

	private static final long POLL = TimeUnit.MILLISECONDS.toNanos(1);

	/**
	 * How often, and for how many milliseconds each time, a reset waits for events in
	 * progress. In turns, since a machine that stands still for a while does not give
	 * them that time.
	 */
	private static final int TURNS = 100;

	private static final long TURN = 10;

	private final LoggerContext context;

	private final long patience;

	private final BiConsumer<Logger, LoggingEvent> appenders;

	/** Shared by events in progress, and exclusive at the beginning of a reset. */
	private final ReadWriteLock passage = new ReentrantReadWriteLock();

	/** Whether the beginning of the next reset will be known. */
	private volatile boolean started = true;

	private volatile boolean open = true;

	private volatile boolean configuring;

	private volatile boolean left;

	/**
	 * The appenders at the last reset, which are still attached when the reset begins.
	 */
	private volatile List<Appender<?>> former = List.of();

	/**
	 * Since when events have been waiting, by {@link System#nanoTime()}; 0 if none is.
	 */
	private volatile long waitingSince;

	/**
	 * Create an open gate.
	 * @param context Logback's context
	 * @param patience how long events wait for the end of a configuration
	 */
	ConfigurationGate(LoggerContext context, Duration patience) {
		this(context, patience, Logger::callAppenders);
	}

	/**
	 * Create an open gate.
	 * @param context Logback's context
	 * @param patience how long events wait for the end of a configuration
	 * @param appenders gives an event to the appenders of its logger
	 */
	ConfigurationGate(LoggerContext context, Duration patience, BiConsumer<Logger, LoggingEvent> appenders) {
		this.context = context;
		this.patience = patience.toNanos();
		this.appenders = appenders;
		context.register(this);
		context.addConfigurationEventListener(this::configured);
	}

	private void configured(ConfigurationEvent event) {
		switch (event.getEventType()) {
			case CONFIGURATION_STARTED -> this.configuring = true;
			case CONFIGURATION_ENDED_SUCCESSFULLY, CONFIGURATION_ENDED_WITH_XML_PARSING_ERRORS ->
				this.configuring = false;
			default -> {
				// Neither the beginning nor the end
			}
		}
	}

	/**
	 * Log an event as its logger does, but not before Logback is configured.
	 * @param logger the logger
	 * @param level the event's level
	 * @param message the event's message
	 * @return whether Logback was configured; if it is not configured in time, the event
	 * is logged anyway
	 */
	boolean log(Logger logger, Level level, String message) {
		Lock lock = this.passage.readLock();
		while (true) {
			lock.lock();
			try {
				boolean open = isOpen();
				boolean late = !open && !isWorthWaiting();
				if ((open || late) && (isTaken(logger, level, message) || late)) {
					return open;
				}
			}
			finally {
				lock.unlock();
			}
			LockSupport.parkNanos(this, POLL);
		}
	}

	/**
	 * Return whether the logger accepts an event, which loggers themselves do not reveal.
	 */
	private boolean isTaken(Logger logger, Level level, String message) {
		boolean wanted = level.isGreaterOrEqual(logger.getEffectiveLevel());
		// The current filters, which may change at any time
		for (TurboFilter filter : this.context.getTurboFilterList()) {
			if (isSuppression(filter)) {
				return this.left;
			}
			FilterReply reply = filter.decide(null, logger, level, message, null, null);
			if (reply != FilterReply.NEUTRAL) {
				wanted = reply == FilterReply.ACCEPT;
				break;
			}
		}
		if (wanted) {
			this.appenders.accept(logger, new LoggingEvent(CALLER, logger, level, message, null, null));
		}
		return true;
	}

	/**
	 * Do something with the configuration, unless it is not complete or about to be
	 * reset: a reset waits until this is done, as it waits for events in progress.
	 * @param action uses the configuration
	 */
	void ifConfigured(Runnable action) {
		Lock lock = this.passage.readLock();
		if (!isDone(action, lock)) {
			// The first look after a reset only starts to watch for the next one
			LockSupport.parkNanos(this, POLL);
			isDone(action, lock);
		}
	}

	private boolean isDone(Runnable action, Lock lock) {
		if (!lock.tryLock()) {
			return false;
		}
		try {
			boolean open = isOpen();
			if (open) {
				action.run();
			}
			return open;
		}
		finally {
			lock.unlock();
		}
	}

	private boolean isOpen() {
		if (this.left) {
			return true;
		}
		if (isSuppressed()) {
			return false;
		}
		if (!this.open) {
			boolean watching = isWatching();
			if (!isConfigured()) {
				return false;
			}
			if (!watching) {
				watch();
				// A reset may have begun before this: the next look sees its effect
				this.waitingSince = 0;
				return false;
			}
			open();
		}
		this.waitingSince = 0;
		return true;
	}

	/**
	 * Return whether waiting makes sense. If the gate is closed for good, only the first
	 * event waits.
	 */
	private boolean isWorthWaiting() {
		long now = System.nanoTime();
		if (this.waitingSince == 0) {
			this.waitingSince = now | 1;
		}
		if (now - this.waitingSince < this.patience) {
			return true;
		}
		// The end of a failed configuration is not announced
		this.configuring = false;
		this.former = List.of();
		return false;
	}

	private boolean isSuppressed() {
		for (TurboFilter filter : this.context.getTurboFilterList()) {
			if (isSuppression(filter)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isSuppression(TurboFilter filter) {
		return filter.getClass().getName().startsWith(SUPPRESSION);
	}

	private boolean isConfigured() {
		if (this.configuring || !this.context.isStarted()) {
			return false;
		}
		return !this.former.containsAll(appenders());
	}

	private List<Appender<?>> appenders() {
		return Appenders.of(this.context, Appender.class);
	}

	/**
	 * Let everything pass from now on: the process is ending, and nobody will configure
	 * Logback again.
	 */
	void leave() {
		this.left = true;
	}

	/**
	 * Open the gate: Logback is configured.
	 */
	@Override
	public void start() {
		watch();
		open();
	}

	private synchronized boolean isWatching() {
		return this.started;
	}

	/**
	 * Make the next reset stop this component: each reset forgets the components that it
	 * has stopped.
	 */
	private synchronized void watch() {
		if (!this.started) {
			this.started = true;
			this.context.register(this);
		}
	}

	private void open() {
		this.configuring = false;
		this.former = List.of();
		this.open = true;
	}

	/**
	 * Close the gate once no event is in progress.
	 */
	@Override
	public void stop() {
		Lock lock = this.passage.writeLock();
		boolean alone = waitFor(lock);
		this.former = appenders();
		this.open = false;
		this.started = false;
		if (alone) {
			lock.unlock();
		}
	}

	private static boolean waitFor(Lock lock) {
		try {
			for (int i = 0; i < TURNS; i++) {
				if (lock.tryLock(TURN, TimeUnit.MILLISECONDS)) {
					return true;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return false;
	}

	@Override
	public boolean isStarted() {
		return this.started;
	}

}
