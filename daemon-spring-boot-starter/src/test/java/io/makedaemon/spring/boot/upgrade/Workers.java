package io.makedaemon.spring.boot.upgrade;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Beans like those of the libraries for messages and jobs.
 */
final class Workers {

	private Workers() {
	}

	/**
	 * Wait until a scheduler has run a task several times, so that it has had the time
	 * for others.
	 */
	static void awaitRunsOf(TaskScheduler scheduler) throws InterruptedException {
		CountDownLatch latch = new CountDownLatch(10);
		ScheduledFuture<?> task = scheduler.scheduleAtFixedRate(latch::countDown, Duration.ofMillis(5));
		latch.await();
		task.cancel(false);
	}

	/**
	 * Notes when it is started and stopped.
	 */
	static class Worker implements SmartLifecycle {

		private final String name;

		private final int phase;

		private final List<String> notes;

		private volatile boolean running;

		Worker(String name, int phase, List<String> notes) {
			this.name = name;
			this.phase = phase;
			this.notes = notes;
		}

		@Override
		public void start() {
			this.running = true;
			this.notes.add("+" + this.name);
		}

		@Override
		public void stop() {
			this.running = false;
			this.notes.add("-" + this.name);
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return this.phase;
		}

	}

	/**
	 * Like a container of a library.
	 */
	interface MessageListenerContainer extends SmartLifecycle {

	}

	static class Container extends Worker implements MessageListenerContainer {

		Container(String name, int phase, List<String> notes) {
			super(name, phase, notes);
		}

	}

	/**
	 * Like a registry of a library.
	 */
	static class JmsListenerEndpointRegistry extends Worker {

		JmsListenerEndpointRegistry(List<String> notes) {
			super("registry", 1, notes);
		}

	}

	/**
	 * Like Quartz' scheduler, whose public methods are called by their names.
	 */
	public static final class Jobs {

		final AtomicInteger running = new AtomicInteger();

		public Collection<String> getCurrentlyExecutingJobs() {
			return List.of("job", "job").subList(0, this.running.get());
		}

	}

	static class SchedulerFactoryBean extends Worker implements FactoryBean<Jobs> {

		final Jobs jobs = new Jobs();

		SchedulerFactoryBean(List<String> notes) {
			super("quartz", Integer.MAX_VALUE, notes);
		}

		@Override
		public @Nullable Jobs getObject() {
			return this.jobs;
		}

		@Override
		public Class<?> getObjectType() {
			return Jobs.class;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		final List<String> notes = new CopyOnWriteArrayList<>();

		@Bean
		SmartLifecycle other() {
			return new Worker("other", 0, this.notes);
		}

		@Bean
		MessageListenerContainer container() {
			return new Container("container", 2, this.notes);
		}

		@Bean
		JmsListenerEndpointRegistry registry() {
			return new JmsListenerEndpointRegistry(this.notes);
		}

		@Bean
		SchedulerFactoryBean quartz() {
			return new SchedulerFactoryBean(this.notes);
		}

	}

	/**
	 * Counts its runs.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Counting {

		final AtomicInteger atRate = new AtomicInteger();

		final AtomicInteger withDelay = new AtomicInteger();

		final AtomicInteger byCron = new AtomicInteger();

		@Scheduled(fixedRate = 5)
		void atRate() {
			this.atRate.incrementAndGet();
		}

		@Scheduled(fixedDelay = 5)
		void withDelay() {
			this.withDelay.incrementAndGet();
		}

		@Scheduled(cron = "* * * * * *")
		void byCron() {
			this.byCron.incrementAndGet();
		}

	}

	/**
	 * Runs until it is let go.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Slow {

		final AtomicInteger begun = new AtomicInteger();

		final CountDownLatch end = new CountDownLatch(1);

		final AtomicInteger finished = new AtomicInteger();

		@Scheduled(fixedRate = 5)
		void run() throws InterruptedException {
			this.begun.incrementAndGet();
			this.end.await();
			this.finished.incrementAndGet();
		}

	}

}
