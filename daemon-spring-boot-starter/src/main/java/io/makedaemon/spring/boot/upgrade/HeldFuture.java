package io.makedaemon.spring.boot.upgrade;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A task that is scheduled later. Until then it can be cancelled, and has no next time.
 */
final class HeldFuture implements ScheduledFuture<@Nullable Object> {

	private final Supplier<@Nullable ScheduledFuture<?>> task;

	private @Nullable ScheduledFuture<?> future;

	private boolean scheduled;

	private boolean cancelled;

	/**
	 * Create a future.
	 * @param task schedules the task; the result is null if its trigger has no next time
	 */
	HeldFuture(Supplier<@Nullable ScheduledFuture<?>> task) {
		this.task = task;
	}

	/**
	 * Schedule the task, unless it was cancelled.
	 */
	synchronized void schedule() {
		try {
			if (!this.cancelled) {
				this.future = this.task.get();
			}
		}
		finally {
			this.scheduled = true;
			notifyAll();
		}
	}

	@Override
	public synchronized boolean cancel(boolean mayInterruptIfRunning) {
		boolean first = (this.future != null) ? this.future.cancel(mayInterruptIfRunning) : !this.cancelled;
		this.cancelled = this.cancelled || first;
		notifyAll();
		return first;
	}

	@Override
	public synchronized boolean isCancelled() {
		return (this.future != null) ? this.future.isCancelled() : this.cancelled;
	}

	@Override
	public synchronized boolean isDone() {
		return (this.future != null) ? this.future.isDone() : this.cancelled || this.scheduled;
	}

	@Override
	public synchronized long getDelay(TimeUnit unit) {
		return (this.future != null) ? this.future.getDelay(unit) : 0;
	}

	@Override
	public int compareTo(Delayed other) {
		return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
	}

	@Override
	public @Nullable Object get() throws InterruptedException, ExecutionException {
		ScheduledFuture<?> awaited;
		synchronized (this) {
			while (!this.scheduled && !this.cancelled) {
				wait();
			}
			awaited = awaited();
		}
		return (awaited != null) ? awaited.get() : null;
	}

	@Override
	public @Nullable Object get(long timeout, TimeUnit unit)
			throws InterruptedException, ExecutionException, TimeoutException {
		long end = System.nanoTime() + unit.toNanos(timeout);
		ScheduledFuture<?> awaited;
		synchronized (this) {
			long left;
			while (!this.scheduled && !this.cancelled) {
				if ((left = end - System.nanoTime()) <= 0) {
					throw new TimeoutException();
				}
				TimeUnit.NANOSECONDS.timedWait(this, left);
			}
			awaited = awaited();
		}
		return (awaited != null) ? awaited.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS) : null;
	}

	private @Nullable ScheduledFuture<?> awaited() {
		if (this.future == null && this.cancelled) {
			throw new CancellationException();
		}
		return this.future;
	}

}
