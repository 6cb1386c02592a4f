package io.makedaemon.spring.boot.logging;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Gives captured lines to the appenders, and breaks the cycle in which one of them prints
 * because of a line that it was given: that would be captured, given to it, and so on
 * without end, on whichever thread it prints, and however much later.
 *
 * <p>
 * No line says why it was printed. So when lines of one shape keep coming, all captured
 * lines are withheld for a moment from the appenders that could be the reason. If the
 * lines stop, and come again when those get what was withheld, three times out of three,
 * these lines are given to log files only from then on. Log files never print, and get
 * every line at once. Safe for use by several threads.
 */
final class LoopGuard {

	private static final String CALLER = LoopGuard.class.getName();

	private static final int MAX_SHAPES = 256;

	private static final int MAX_WITHHELD = 5000;

	private static final int PROOFS = 3;

	private static final long SHORTEST_QUIET = TimeUnit.MILLISECONDS.toNanos(100);

	/** How many times as long as between two lines there must be none. */
	private static final int QUIET_GAPS = 4;

	/** How many times as long it may take until there is none. */
	private static final int PATIENCE = 4;

	/** How often to look what appenders there are, in events. */
	private static final int LOOK = 64;

	private final Map<String, Shape> shapes = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Shape> eldest) {
			return size() > MAX_SHAPES && !eldest.getValue().isLoop();
		}

	};

	private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

	private final List<Withheld> withheld = new ArrayList<>();

	/** What is tried now, or null. */
	private @Nullable Trial trial;

	/** Counted by several threads: some may be missing. */
	private int events;

	/** Whether there is an appender that may print. */
	private volatile boolean needed;

	private volatile boolean finished;

	/**
	 * Give an event to the appenders of its logger.
	 */
	void deliver(Logger logger, LoggingEvent event) {
		if (this.events++ % LOOK == 0) {
			this.needed = Sinks.reachedFrom(logger).stream().anyMatch((appender) -> !Sinks.isSilent(appender));
		}
		if (!this.needed || this.finished) {
			logger.callAppenders(event);
		}
		else {
			deliverGuarded(logger, event);
		}
	}

	private synchronized void deliverGuarded(Logger logger, LoggingEvent event) {
		long now = System.nanoTime();
		String key = Shape.of(event.getMessage());
		Shape shape = this.shapes.computeIfAbsent(key, (k) -> new Shape());
		shape.arrived(now);
		if (this.trial != null) {
			this.trial.arrived(shape, now);
			proceed(now);
		}
		if (this.trial == null && shape.isSuspicious(now)) {
			this.trial = new Trial(logger, event.getMessage(), shape, now);
		}
		if (shape.isLoop()) {
			this.counts.computeIfAbsent(stream(), (stream) -> new LongAdder()).increment();
			give(logger, event, true);
		}
		else if (this.trial != null && this.trial.isWithholding()) {
			event.prepareForDeferredProcessing();
			this.withheld.add(new Withheld(logger, event));
			give(logger, event, true);
		}
		else {
			logger.callAppenders(event);
		}
	}

	private static String stream() {
		String stream = MDC.get(StreamPump.MDC_KEY);
		return (stream != null) ? stream : "";
	}

	/**
	 * Return how long nothing has to be done if no event comes, in nanoseconds; 0 for
	 * ever.
	 */
	long timeout() {
		return this.needed ? timeoutOfTrial() : 0;
	}

	private synchronized long timeoutOfTrial() {
		return (this.trial != null) ? Math.max(1, this.trial.deadline() - System.nanoTime()) : 0;
	}

	/**
	 * Go on when no event has come.
	 */
	synchronized void tick() {
		proceed(System.nanoTime());
	}

	/**
	 * Give out what is withheld, and withhold nothing any more.
	 */
	synchronized void finish() {
		this.finished = true;
		this.trial = null;
		release();
	}

	/**
	 * Return how many lines of a stream were given to log files only.
	 */
	long count(String stream) {
		LongAdder count = this.counts.get(stream);
		return (count != null) ? count.sum() : 0;
	}

	private void proceed(long now) {
		Trial current = this.trial;
		if (current == null) {
			return;
		}
		if (current.isWithholding() && this.withheld.size() >= MAX_WITHHELD) {
			current.giveUp(now);
		}
		switch (current.proceed(now)) {
			case WITHHOLD -> {
				// Nothing is known yet
			}
			case WATCH -> release();
			case OVER -> {
				this.trial = null;
				release();
				if (current.shape.isLoop()) {
					say(current);
				}
			}
		}
	}

	private void release() {
		List<Withheld> all = List.copyOf(this.withheld);
		this.withheld.clear();
		for (Withheld one : all) {
			try {
				give(one.logger(), one.event(), false);
			}
			catch (RuntimeException | Error ex) {
				// An appender's failure is no reason to stop: the event is in the log
				// file
			}
		}
	}

	/**
	 * Give an event to those that never print, or to the others.
	 */
	private static void give(Logger logger, LoggingEvent event, boolean silent) {
		Sinks.reachedFrom(logger)
			.stream()
			.filter((appender) -> Sinks.writes(appender) && Sinks.isSilent(appender) == silent)
			.forEach((appender) -> appender.doAppend(event));
	}

	private static void say(Trial trial) {
		String names = Sinks.reachedFrom(trial.logger)
			.stream()
			.filter((appender) -> !Sinks.isSilent(appender))
			.map(Appender::getName)
			.collect(Collectors.joining(", "));
		LoggingEvent event = new LoggingEvent(CALLER, trial.logger, Level.WARN,
				"An appender (" + names + ") prints lines because of the lines that it is given, without end: those "
						+ "like the following are given to log files only from now on: " + trial.example,
				null, null);
		if (Sinks.reachedFrom(trial.logger).stream().anyMatch((a) -> Sinks.writes(a) && Sinks.isSilent(a))) {
			give(trial.logger, event, true);
		}
		else {
			trial.logger.callAppenders(event);
		}
	}

	/**
	 * An event that some appenders have not got yet.
	 *
	 * @param logger its logger
	 * @param event the event
	 */
	private record Withheld(Logger logger, LoggingEvent event) {
	}

	/** How far a trial is. */
	private enum Phase {

		/** Some appenders get no captured line. */
		WITHHOLD,

		/** They have got them all. */
		WATCH,

		/** It is known. */
		OVER

	}

	/**
	 * Whether lines of a shape stop when some appenders get none, and come again when
	 * they do.
	 */
	private static final class Trial {

		private final Logger logger;

		private final String example;

		private final Shape shape;

		private final long quiet;

		private final long patience;

		private Phase phase = Phase.WITHHOLD;

		private long quietSince;

		Trial(Logger logger, String example, Shape shape, long now) {
			this.logger = logger;
			this.example = example;
			this.shape = shape;
			this.quiet = Math.max(SHORTEST_QUIET, QUIET_GAPS * shape.gap());
			this.patience = now + PATIENCE * this.quiet;
			this.quietSince = now;
		}

		boolean isWithholding() {
			return this.phase == Phase.WITHHOLD;
		}

		long deadline() {
			return this.quietSince + this.quiet;
		}

		void arrived(Shape arrived, long now) {
			if (arrived != this.shape) {
				return;
			}
			if (this.phase == Phase.WATCH && now < deadline()) {
				this.shape.proven(PROOFS);
				this.phase = Phase.OVER;
			}
			else if (this.phase == Phase.WITHHOLD && now < deadline()) {
				this.quietSince = now;
			}
		}

		void giveUp(long now) {
			this.shape.acquitted(now);
			this.phase = Phase.OVER;
		}

		Phase proceed(long now) {
			if (this.phase == Phase.WITHHOLD && now >= deadline()) {
				this.phase = Phase.WATCH;
				this.quietSince = now;
			}
			else if ((this.phase == Phase.WITHHOLD && now >= this.patience)
					|| (this.phase == Phase.WATCH && now >= deadline())) {
				giveUp(now);
			}
			return this.phase;
		}

	}

}
