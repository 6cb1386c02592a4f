package io.makedaemon.spring.boot.start;

import java.time.Duration;
import java.util.Deque;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.metrics.ApplicationStartup;
import org.springframework.core.metrics.StartupStep;

/**
 * Tells which beans take long to be created. An {@link ApplicationStartup} that the user
 * has set is left alone, and so is everything once the start is over.
 */
final class SlowSteps implements ApplicationStartup {

	/** What is told as long as no bean takes long. */
	static final String REFRESHING = "context refreshing";

	private static final long LONG = Duration.ofSeconds(5).toNanos();

	private static final double NANOS = 1e9;

	private static final String BEAN = "beanName";

	private final Consumer<String> progress;

	private final LongSupplier clock;

	/** The steps that have not ended yet, the innermost first. */
	private final Deque<Step> current = new ConcurrentLinkedDeque<>();

	private final CountDownLatch done = new CountDownLatch(1);

	/** What has taken long. */
	private final Queue<String> slow = new ConcurrentLinkedQueue<>();

	private String told = REFRESHING;

	/**
	 * Create an observer.
	 * @param progress is told what takes long
	 * @param clock the time in nanoseconds
	 */
	SlowSteps(Consumer<String> progress, LongSupplier clock) {
		this.progress = progress;
		this.clock = clock;
	}

	/**
	 * Observe the start of a context, and tell once a second what takes long.
	 * @param context the context, which has not been refreshed yet
	 * @param progress is told what takes long
	 * @return the observer, which does nothing if the user has one
	 */
	static SlowSteps observe(ConfigurableApplicationContext context, Consumer<String> progress) {
		SlowSteps steps = new SlowSteps(progress, System::nanoTime);
		if (context.getApplicationStartup() == ApplicationStartup.DEFAULT) {
			context.setApplicationStartup(steps);
			Thread thread = new Thread(steps::run, "daemon-slow-steps");
			thread.setDaemon(true);
			thread.start();
		}
		return steps;
	}

	private void run() {
		try {
			while (!this.done.await(1, TimeUnit.SECONDS)) {
				tell();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Tell what takes long, if that has changed.
	 */
	synchronized void tell() {
		if (isOver()) {
			return;
		}
		Step step = this.current.peekFirst();
		String bean = (step != null) ? step.slowBean() : null;
		String text = ((bean != null) ? "creating bean " + bean : REFRESHING) + String.join("", this.slow);
		if (!text.equals(this.told)) {
			this.told = text;
			this.progress.accept(text);
		}
	}

	/**
	 * Observe no more.
	 */
	synchronized void end() {
		this.done.countDown();
	}

	private boolean isOver() {
		return this.done.getCount() == 0;
	}

	@Override
	public StartupStep start(String name) {
		if (isOver()) {
			return ApplicationStartup.DEFAULT.start(name);
		}
		Step step = new Step(name, this.current.peekFirst());
		this.current.addFirst(step);
		return step;
	}

	/**
	 * A step and its own time, without that of the steps in it.
	 */
	private final class Step implements StartupStep {

		private final String name;

		private final @Nullable Step parent;

		private final long start = SlowSteps.this.clock.getAsLong();

		private volatile @Nullable String bean;

		private final AtomicLong ofOthers = new AtomicLong();

		Step(String name, @Nullable Step parent) {
			this.name = name;
			this.parent = parent;
		}

		private long time() {
			return SlowSteps.this.clock.getAsLong() - this.start;
		}

		@Nullable String slowBean() {
			long own = time() - this.ofOthers.get();
			return (this.bean != null && own >= LONG) ? this.bean + " for " + (long) (own / NANOS) + " s" : null;
		}

		@Override
		public void end() {
			SlowSteps.this.current.remove(this);
			long time = time();
			if (this.parent != null) {
				this.parent.ofOthers.addAndGet(time);
			}
			long own = time - this.ofOthers.get();
			if (this.bean != null && own >= LONG) {
				SlowSteps.this.slow.add(String.format(Locale.ROOT, ", bean %s took %.1f s", this.bean, own / NANOS));
			}
		}

		@Override
		public String getName() {
			return this.name;
		}

		@Override
		public long getId() {
			return 0;
		}

		@Override
		public @Nullable Long getParentId() {
			return null;
		}

		@Override
		public StartupStep tag(String key, String value) {
			if (key.equals(BEAN)) {
				this.bean = value;
			}
			return this;
		}

		@Override
		public StartupStep tag(String key, Supplier<String> value) {
			return this;
		}

		@Override
		public Tags getTags() {
			return ApplicationStartup.DEFAULT.start(this.name).getTags();
		}

	}

}
