package io.makedaemon.spring.boot.upgrade;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;

/**
 * Passes on tasks to another scheduler, but not before it is released: a scheduler that
 * were paused instead would also keep the application from what it does for a request.
 */
final class HeldTaskScheduler implements TaskScheduler {

	private static final Log log = LogFactory.getLog(HeldTaskScheduler.class);

	private final TaskScheduler scheduler;

	private final List<HeldFuture> tasks = new ArrayList<>();

	private boolean released;

	/**
	 * Create a scheduler.
	 * @param scheduler the scheduler that runs the tasks
	 */
	HeldTaskScheduler(TaskScheduler scheduler) {
		this.scheduler = scheduler;
	}

	/**
	 * Return how many tasks are waiting.
	 */
	synchronized int tasks() {
		return this.tasks.size();
	}

	/**
	 * Schedule the tasks that are waiting, and those that come, at once. A task whose
	 * time has passed is run immediately, unless it has a trigger, which tells its next
	 * time.
	 */
	synchronized void release() {
		this.released = true;
		this.tasks.forEach((task) -> {
			try {
				task.schedule();
			}
			catch (RuntimeException ex) {
				log.error("A task that was held until the former generation of this daemon had ended cannot be "
						+ "scheduled", ex);
			}
		});
		this.tasks.clear();
	}

	private synchronized @Nullable ScheduledFuture<?> schedule(Supplier<@Nullable ScheduledFuture<?>> task) {
		if (this.released) {
			return task.get();
		}
		HeldFuture future = new HeldFuture(task);
		this.tasks.add(future);
		return future;
	}

	private ScheduledFuture<?> scheduleExisting(Supplier<@Nullable ScheduledFuture<?>> task) {
		ScheduledFuture<?> future = schedule(task);
		if (future == null) {
			throw new IllegalStateException("The scheduler has not scheduled the task");
		}
		return future;
	}

	@Override
	public Clock getClock() {
		return this.scheduler.getClock();
	}

	@Override
	public @Nullable ScheduledFuture<?> schedule(Runnable task, Trigger trigger) {
		return schedule(() -> this.scheduler.schedule(task, trigger));
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
		return scheduleExisting(() -> this.scheduler.schedule(task, startTime));
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant startTime, Duration period) {
		return scheduleExisting(() -> this.scheduler.scheduleAtFixedRate(task, startTime, period));
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
		return scheduleExisting(() -> this.scheduler.scheduleAtFixedRate(task, period));
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Instant startTime, Duration delay) {
		return scheduleExisting(() -> this.scheduler.scheduleWithFixedDelay(task, startTime, delay));
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
		return scheduleExisting(() -> this.scheduler.scheduleWithFixedDelay(task, delay));
	}

}
