package io.makedaemon.spring.boot.logging.backend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Gives captured lines to the appenders, and breaks the loop of an appender that prints
 * in response to a line: its output would be captured, given to it again, and so on
 * endlessly, on whichever thread and however much later it prints.
 *
 * <p>
 * No line says why it was printed. When lines of one shape keep coming, all captured
 * lines are withheld for a moment from the appenders that could be the cause. If the
 * lines stop, and return when the appenders get what was withheld, three times out of
 * three, then these lines are given to log files only from then on. Log files never
 * print, and get every line immediately. Thread-safe.
 */
public final class LoopGuard {

	private static final int MAX_SHAPES = 256;

	private static final int MAX_WITHHELD = 5000;

	private static final int PROOFS = 3;

	private static final long SHORTEST_QUIET = TimeUnit.MILLISECONDS.toNanos(100);

	/** How many times the usual gap must pass without a line. */
	private static final int QUIET_GAPS = 4;

	/** How many times that period it may take until the lines stop. */
	private static final int PATIENCE = 4;

	/** After how many events to look for new appenders. */
	private static final int LOOK = 64;

	private final Map<String, Shape> shapes = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Shape> eldest) {
			return size() > MAX_SHAPES && !eldest.getValue().isLoop();
		}

	};

	private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

	private final List<CapturedEvent> withheld = new ArrayList<>();

	/** The trial in progress, or null. */
	private @Nullable Trial trial;

	/**
	 * The number of events, counted by several threads without locking: some may be
	 * missing.
	 */
	private int events;

	/** Whether there is an appender that may print. */
	private volatile boolean needed;

	private volatile boolean finished;

	/**
	 * Give an event to the appenders of its logger.
	 * @param event the event
	 */
	public void deliver(CapturedEvent event) {
		if (this.events++ % LOOK == 0) {
			this.needed = event.mayBePrinted();
		}
		if (!this.needed || this.finished) {
			event.append();
		}
		else {
			deliverGuarded(event);
		}
	}

	private synchronized void deliverGuarded(CapturedEvent event) {
		long now = System.nanoTime();
		String key = Shape.of(event.message());
		Shape shape = this.shapes.computeIfAbsent(key, (k) -> new Shape());
		shape.arrived(now);
		if (this.trial != null) {
			this.trial.arrived(shape, now);
			proceed(now);
		}
		if (this.trial == null && shape.isSuspicious(now)) {
			this.trial = new Trial(event, shape, now);
		}
		if (shape.isLoop()) {
			this.counts.computeIfAbsent(stream(), (stream) -> new LongAdder()).increment();
			event.append(true);
		}
		else if (this.trial != null && this.trial.isWithholding()) {
			event.retain();
			this.withheld.add(event);
			event.append(true);
		}
		else {
			event.append();
		}
	}

	private static String stream() {
		String stream = MDC.get(CaptureLog.STREAM);
		return (stream != null) ? stream : "";
	}

	/**
	 * Return how long to wait for an event before calling {@link #tick()}.
	 * @return the time in nanoseconds; 0 to wait forever
	 */
	public long timeout() {
		return this.needed ? timeoutOfTrial() : 0;
	}

	private synchronized long timeoutOfTrial() {
		return (this.trial != null) ? Math.max(1, this.trial.deadline() - System.nanoTime()) : 0;
	}

	/**
	 * Continue when no event has arrived in that time.
	 */
	public synchronized void tick() {
		proceed(System.nanoTime());
	}

	/**
	 * Release what is withheld, and withhold nothing any more.
	 */
	public synchronized void finish() {
		this.finished = true;
		this.trial = null;
		release();
	}

	/**
	 * Return how many lines of a stream were given to log files only.
	 * @param stream the stream's name
	 * @return the number of lines
	 */
	public long count(String stream) {
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
				// The trial proves nothing yet
			}
			case WATCH -> release();
			case OVER -> {
				this.trial = null;
				release();
				if (current.shape.isLoop()) {
					say(current.example);
				}
			}
		}
	}

	private void release() {
		List<CapturedEvent> all = List.copyOf(this.withheld);
		this.withheld.clear();
		for (CapturedEvent event : all) {
			try {
				event.append(false);
			}
			catch (RuntimeException | Error ex) {
				// The failure of an appender is no reason to stop: the event is in the
				// log file
			}
		}
	}

	private static void say(CapturedEvent example) {
		CapturedEvent warning = example.warning("An appender (" + example.suspects()
				+ ") prints lines in response to the lines that it receives, endlessly: lines "
				+ "like the following go to log files only from now on: " + example.message());
		if (!warning.append(true)) {
			warning.append();
		}
	}

	/** The phase of a trial. */
	private enum Phase {

		/** Some appenders get no captured line. */
		WITHHOLD,

		/** They have received all lines. */
		WATCH,

		/** The result is known. */
		OVER

	}

	/**
	 * Tests whether lines of a shape stop when some appenders receive none, and return
	 * when they do.
	 */
	private static final class Trial {

		private final CapturedEvent example;

		private final Shape shape;

		private final long quiet;

		private final long patience;

		private Phase phase = Phase.WITHHOLD;

		private long quietSince;

		Trial(CapturedEvent example, Shape shape, long now) {
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
