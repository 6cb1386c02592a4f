package io.makedaemon.spring.boot.upgrade;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.config.ScheduledTask;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.scheduling.config.TaskExecutionOutcome;

/**
 * Ends the scheduled work and the consumption of messages of an application: nothing more
 * begins, and what runs may finish.
 */
final class SoleWorkEnd implements Runnable {

	private static final String NAME = "daemon-drain-work";

	private static final long POLL_MILLIS = 20;

	private static final Log log = LogFactory.getLog(SoleWorkEnd.class);

	private final ConfigurableApplicationContext context;

	private final SoleWork work;

	private final long end;

	private final List<ScheduledTask> tasks = new ArrayList<>();

	private SoleWorkEnd(ConfigurableApplicationContext context, SoleWork work, long end) {
		this.context = context;
		this.work = work;
		this.end = end;
	}

	/**
	 * Begin to end the work on a thread of its own, since a bean may block while it
	 * stops.
	 * @param context the application's context
	 * @param work the work
	 * @param end until when to wait for what runs, in the time of
	 * {@link System#nanoTime()}
	 * @return the thread, which ends with the work, or soon after that time
	 */
	static Thread begin(ConfigurableApplicationContext context, SoleWork work, long end) {
		Thread thread = new Thread(new SoleWorkEnd(context, work, end), NAME);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	@Override
	public void run() {
		try {
			if (this.work.schedulers()) {
				cancelTasks();
			}
			Map<Integer, List<Lifecycle>> phases = beans();
			for (List<Lifecycle> phase : phases.values()) {
				stop(phase);
			}
			awaitTasks();
			for (List<Lifecycle> phase : phases.values()) {
				awaitJobs(phase);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException | Error ex) {
			log.error("Scheduled work, or the consumption of messages, cannot be ended", ex);
		}
	}

	private void cancelTasks() {
		for (ScheduledTaskHolder holder : existing(ScheduledTaskHolder.class)) {
			this.tasks.addAll(holder.getScheduledTasks());
		}
		this.tasks.forEach((task) -> task.cancel(false));
	}

	/**
	 * Return the beans that exist, which lazy ones need not.
	 */
	private <T> List<T> existing(Class<T> type) {
		ConfigurableListableBeanFactory beans = this.context.getBeanFactory();
		return Arrays.stream(beans.getBeanNamesForType(type, false, false))
			.filter((name) -> beans.containsSingleton(BeanFactoryUtils.transformedBeanName(name)))
			.map((name) -> beans.getBean(name, type))
			.toList();
	}

	private Map<Integer, List<Lifecycle>> beans() {
		Map<Integer, List<Lifecycle>> phases = new TreeMap<>(Comparator.reverseOrder());
		existing(Lifecycle.class).forEach((bean) -> {
			if (this.work.includes(bean.getClass()) && bean.isRunning()) {
				int phase = (bean instanceof Phased phased) ? phased.getPhase() : 0;
				phases.computeIfAbsent(phase, (key) -> new ArrayList<>()).add(bean);
			}
		});
		return phases;
	}

	private void stop(List<Lifecycle> beans) throws InterruptedException {
		CountDownLatch left = new CountDownLatch(beans.size());
		beans.forEach((bean) -> {
			try {
				if (bean instanceof SmartLifecycle smart) {
					smart.stop(left::countDown);
				}
				else {
					bean.stop();
					left.countDown();
				}
			}
			catch (RuntimeException | Error ex) {
				log.error("A bean cannot be stopped: " + bean, ex);
				left.countDown();
			}
		});
		if (!left.await(this.end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
			log.warn("Still stopping, after the time to drain is over: " + beans);
		}
	}

	private void awaitTasks() throws InterruptedException {
		List<ScheduledTask> running = running();
		while (!running.isEmpty()) {
			if (System.nanoTime() >= this.end) {
				log.warn("Still running, after the time to drain is over: " + running);
				return;
			}
			Thread.sleep(POLL_MILLIS);
			running = running();
		}
	}

	private List<ScheduledTask> running() {
		return this.tasks.stream()
			.filter((task) -> task.getTask().getLastExecutionOutcome().status() == TaskExecutionOutcome.Status.STARTED)
			.toList();
	}

	/**
	 * Wait for Quartz' jobs, for which its scheduler does not wait when it is stopped.
	 */
	private void awaitJobs(List<Lifecycle> beans) throws InterruptedException {
		for (Lifecycle bean : beans) {
			if (bean instanceof FactoryBean<?> factory && new SoleWork(true, false).includes(bean.getClass())) {
				while (jobs(factory) > 0) {
					if (System.nanoTime() >= this.end) {
						log.warn("Quartz still runs jobs, after the time to drain is over");
						return;
					}
					Thread.sleep(POLL_MILLIS);
				}
			}
		}
	}

	private static int jobs(FactoryBean<?> factory) {
		try {
			Object scheduler = factory.getObject();
			Object jobs = (scheduler != null)
					? scheduler.getClass().getMethod("getCurrentlyExecutingJobs").invoke(scheduler) : null;
			return (jobs instanceof Collection<?> collection) ? collection.size() : 0;
		}
		catch (Exception ex) {
			log.debug("The running jobs of Quartz are not known", ex);
			return 0;
		}
	}

}
