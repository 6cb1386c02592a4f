package io.makedaemon.spring.boot.upgrade;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.scheduling.TaskScheduler;

import io.makedaemon.spring.boot.upgrade.SoleWorkHoldTests.Simple;
import io.makedaemon.spring.boot.upgrade.Workers.Beans;
import io.makedaemon.spring.boot.upgrade.Workers.Container;
import io.makedaemon.spring.boot.upgrade.Workers.Counting;
import io.makedaemon.spring.boot.upgrade.Workers.JmsListenerEndpointRegistry;
import io.makedaemon.spring.boot.upgrade.Workers.MessageListenerContainer;
import io.makedaemon.spring.boot.upgrade.Workers.SchedulerFactoryBean;
import io.makedaemon.spring.boot.upgrade.Workers.Slow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link SoleWorkEnd}.
 */
class SoleWorkEndTests {

	private static final SoleWork ALL = new SoleWork(true, true);

	private static final Duration LONG = Duration.ofMinutes(1);

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void stopsBeansByPhaseAndLeavesOthers() throws InterruptedException {
		List<String> notes = refresh(Beans.class).getBean(Beans.class).notes;
		notes.clear();
		begin(ALL, LONG).join();
		assertThat(notes).containsExactly("-quartz", "-container", "-registry");
	}

	@Test
	void stopsSchedulersOnly() throws InterruptedException {
		List<String> notes = refresh(Beans.class).getBean(Beans.class).notes;
		notes.clear();
		begin(new SoleWork(true, false), LONG).join();
		assertThat(notes).containsExactly("-quartz");
	}

	@Test
	void leavesScheduledMethodsWhenOnlyListenersStop() throws InterruptedException {
		Counting counting = refresh(Counting.class, Beans.class).getBean(Counting.class);
		begin(new SoleWork(false, true), LONG).join();
		assertThat(this.context.getBean(Beans.class).notes).endsWith("-container", "-registry");
		int before = counting.atRate.get();
		await().until(() -> counting.atRate.get() > before + 1);
	}

	@ParameterizedTest
	@ValueSource(classes = { TaskSchedulingAutoConfiguration.class, Simple.class })
	void letsScheduledMethodFinishAndBeginsNoOther(Class<?> scheduler) throws InterruptedException {
		Slow slow = refresh(Slow.class, scheduler).getBean(Slow.class);
		await().until(() -> slow.begun.get() > 0);
		Thread work = begin(ALL, LONG);
		work.join(300);
		assertThat(work.isAlive()).isTrue();
		int begun = slow.begun.get();
		slow.end.countDown();
		work.join();
		assertThat(slow.finished).hasPositiveValue();
		Workers.awaitRunsOf(this.context.getBean(TaskScheduler.class));
		assertThat(slow.begun).hasValue(begun);
	}

	@Test
	void runsNoScheduledMethodAfterwards() throws InterruptedException {
		Counting counting = refresh(Counting.class, TaskSchedulingAutoConfiguration.class).getBean(Counting.class);
		await().until(() -> counting.atRate.get() > 0);
		begin(ALL, LONG).join();
		int rate = counting.atRate.get();
		int delay = counting.withDelay.get();
		Workers.awaitRunsOf(this.context.getBean(TaskScheduler.class));
		assertThat(counting.atRate).hasValue(rate);
		assertThat(counting.withDelay).hasValue(delay);
	}

	@Test
	void stopsWaitingWhenTimeIsOver() throws InterruptedException {
		Slow slow = refresh(Slow.class, TaskSchedulingAutoConfiguration.class).getBean(Slow.class);
		await().until(() -> slow.begun.get() > 0);
		begin(ALL, Duration.ofMillis(100)).join();
		assertThat(slow.finished).hasValue(0);
		slow.end.countDown();
	}

	@Test
	void waitsForContainerThatStopsLater() throws InterruptedException {
		refresh(Late.class);
		LateContainer container = this.context.getBean(LateContainer.class);
		Thread work = begin(ALL, LONG);
		await().until(() -> !container.callbacks.isEmpty());
		assertThat(work.isAlive()).isTrue();
		container.stop();
		container.callbacks.forEach(Runnable::run);
		work.join();
	}

	@Test
	void waitsForJobsOfQuartz() throws InterruptedException {
		SchedulerFactoryBean quartz = refresh(Beans.class).getBean(SchedulerFactoryBean.class);
		quartz.jobs.running.set(1);
		Thread work = begin(ALL, LONG);
		await().until(() -> !quartz.isRunning());
		work.join(100);
		assertThat(work.isAlive()).isTrue();
		quartz.jobs.running.set(0);
		work.join();
	}

	@Test
	void createsNoLazyBean() throws InterruptedException {
		refresh(LazyRegistry.class);
		begin(ALL, LONG).join();
		assertThat(this.context.getBeanFactory().containsSingleton("registry")).isFalse();
	}

	private AnnotationConfigApplicationContext refresh(Class<?>... configuration) {
		this.context.register(configuration);
		this.context.refresh();
		return this.context;
	}

	private Thread begin(SoleWork work, Duration limit) {
		return SoleWorkEnd.begin(this.context, work, System.nanoTime() + limit.toNanos());
	}

	static class LateContainer extends Container {

		final List<Runnable> callbacks = new CopyOnWriteArrayList<>();

		LateContainer() {
			super("late", 0, new CopyOnWriteArrayList<>());
		}

		@Override
		public void stop(Runnable callback) {
			this.callbacks.add(callback);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Late {

		@Bean
		MessageListenerContainer late() {
			return new LateContainer();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyRegistry {

		@Bean
		@Lazy
		Object registry() {
			return new JmsListenerEndpointRegistry(new CopyOnWriteArrayList<>());
		}

	}

}
