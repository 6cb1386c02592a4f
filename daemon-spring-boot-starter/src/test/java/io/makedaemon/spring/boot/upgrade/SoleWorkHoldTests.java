package io.makedaemon.spring.boot.upgrade;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.config.ScheduledTask;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

import io.makedaemon.spring.boot.upgrade.Workers.Beans;
import io.makedaemon.spring.boot.upgrade.Workers.Container;
import io.makedaemon.spring.boot.upgrade.Workers.Counting;
import io.makedaemon.spring.boot.upgrade.Workers.MessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link SoleWorkHold}.
 */
class SoleWorkHoldTests {

	private static final SoleWork ALL = new SoleWork(true, true);

	private final List<Runnable> soleOwnerActions = new ArrayList<>();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void startsHeldBeansByPhaseWhenReleased() {
		List<String> notes = refresh(ALL, Beans.class).getBean(Beans.class).notes;
		assertThat(notes).containsExactly("+other");
		release();
		assertThat(notes).containsExactly("+other", "+registry", "+container", "+quartz");
	}

	@Test
	void holdsWithBootsLifecycleProcessorAndItsTimeout() {
		this.context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("spring.lifecycle.timeout-per-shutdown-phase", "7s")));
		refresh(ALL, LifecycleAutoConfiguration.class, Beans.class);
		assertThat(this.context.getBean(Beans.class).notes).containsExactly("+other");
		assertThat(this.context.getBean(DefaultLifecycleProcessor.class))
			.hasFieldOrPropertyWithValue("timeoutPerShutdownPhase", 7000L);
	}

	@Test
	void holdsWithLifecycleProcessorOfApplication() {
		refresh(ALL, OwnProcessor.class, Beans.class);
		assertThat(this.context.getBean(Beans.class).notes).containsExactly("+other");
		release();
		assertThat(this.context.getBean(Beans.class).notes).endsWith("+registry", "+container", "+quartz");
	}

	@Test
	void stopsReleasedBeansWithContext() {
		List<String> notes = refresh(ALL, Beans.class).getBean(Beans.class).notes;
		release();
		this.context.close();
		assertThat(notes).endsWith("-quartz", "-container", "-registry", "-other");
	}

	@Test
	void holdsSchedulersOnly() {
		List<String> notes = refresh(new SoleWork(true, false), Beans.class).getBean(Beans.class).notes;
		assertThat(notes).containsExactly("+other", "+registry", "+container");
		release();
		assertThat(notes).endsWith("+quartz");
	}

	@Test
	void holdsListenersOnly() {
		Counting counting = refresh(new SoleWork(false, true), Counting.class, Beans.class).getBean(Counting.class);
		assertThat(this.context.getBean(Beans.class).notes).containsExactly("+other", "+quartz");
		await().until(() -> counting.atRate.get() > 0);
	}

	@Test
	void startsEverythingWhenReleasedBeforeRefresh() {
		new SoleWorkHold(ALL, Runnable::run).contextPrepared(this.context);
		this.context.register(Beans.class, Counting.class);
		this.context.refresh();
		assertThat(this.context.getBean(Beans.class).notes).containsExactly("+other", "+registry", "+container",
				"+quartz");
		await().until(() -> this.context.getBean(Counting.class).atRate.get() > 0);
	}

	@Test
	void startsNothingInClosedContext() {
		List<String> notes = refresh(ALL, Beans.class, Counting.class).getBean(Beans.class).notes;
		Counting counting = this.context.getBean(Counting.class);
		this.context.close();
		release();
		assertThat(notes).containsExactly("+other", "-other");
		assertThat(counting.atRate).hasValue(0);
	}

	@Test
	void startsOthersWhenOneFails() {
		List<String> notes = refresh(ALL, Beans.class, Failing.class).getBean(Beans.class).notes;
		release();
		assertThat(notes).containsExactly("+other", "+registry", "+container", "+quartz");
	}

	@Test
	void leavesBeanThatIsNotStartedAutomatically() {
		refresh(ALL, Manual.class);
		release();
		assertThat(this.context.getBean(MessageListenerContainer.class).isRunning()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(classes = { TaskSchedulingAutoConfiguration.class, Simple.class, Executor.class, Nothing.class })
	void runsNoScheduledMethodBeforeRelease(Class<?> scheduler) throws InterruptedException, ExecutionException {
		Counting counting = refresh(ALL, Counting.class, scheduler).getBean(Counting.class);
		awaitMoreThanASecond();
		assertThat(counting.atRate).hasValue(0);
		assertThat(counting.withDelay).hasValue(0);
		assertThat(counting.byCron).hasValue(0);
		release();
		await().until(() -> counting.atRate.get() > 1 && counting.withDelay.get() > 1 && counting.byCron.get() > 0);
	}

	/**
	 * Wait for another scheduler, so that each of the methods would have been run.
	 */
	private static void awaitMoreThanASecond() throws InterruptedException, ExecutionException {
		ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
		executor.schedule(() -> "over", 1200, TimeUnit.MILLISECONDS).get();
		executor.shutdown();
	}

	@Test
	void runsWhatApplicationSchedulesForARequest() throws InterruptedException {
		refresh(ALL, Counting.class, TaskSchedulingAutoConfiguration.class);
		Workers.awaitRunsOf(this.context.getBean(TaskScheduler.class));
		assertThat(this.context.getBean(Counting.class).atRate).hasValue(0);
	}

	@Test
	void holdsTasksOfConfigurerWithItsScheduler() {
		refresh(ALL, Counting.class, Configurer.class);
		Configurer configurer = this.context.getBean(Configurer.class);
		release();
		await().until(() -> configurer.latch.getCount() == 0);
		assertThat(configurer.thread).startsWith("own-");
	}

	@Test
	void holdsTasksOfRegistrarThatIsABean() {
		refresh(ALL, Counting.class, TaskSchedulingAutoConfiguration.class, Registrar.class);
		Registrar registrar = this.context.getBean(Registrar.class);
		assertThat(registrar.latch.getCount()).isEqualTo(1);
		release();
		await().until(() -> registrar.latch.getCount() == 0);
	}

	@Test
	void cancelsHeldTask() throws InterruptedException {
		Counting counting = refresh(ALL, Counting.class, TaskSchedulingAutoConfiguration.class).getBean(Counting.class);
		this.context.getBeansOfType(ScheduledTaskHolder.class)
			.values()
			.stream()
			.flatMap((holder) -> holder.getScheduledTasks().stream())
			.filter((task) -> task.toString().endsWith("atRate"))
			.forEach(ScheduledTask::cancel);
		release();
		await().until(() -> counting.withDelay.get() > 2);
		assertThat(counting.atRate).hasValue(0);
	}

	private AnnotationConfigApplicationContext refresh(SoleWork work, Class<?>... configuration) {
		SoleWorkHold hold = new SoleWorkHold(work, this.soleOwnerActions::add);
		hold.contextPrepared(this.context);
		this.context.register(configuration);
		this.context.refresh();
		hold.ready(this.context);
		return this.context;
	}

	private void release() {
		this.soleOwnerActions.forEach(Runnable::run);
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnProcessor {

		@Bean
		DefaultLifecycleProcessor lifecycleProcessor() {
			return new DefaultLifecycleProcessor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@Bean
		SmartLifecycle failing() {
			return new Container("failing", Integer.MIN_VALUE, List.of());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Manual {

		@Bean
		SmartLifecycle manual() {
			return new Container("manual", 0, new ArrayList<>()) {

				@Override
				public boolean isAutoStartup() {
					return false;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Simple {

		@Bean
		SimpleAsyncTaskScheduler taskScheduler() {
			return new SimpleAsyncTaskScheduler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Executor {

		@Bean(destroyMethod = "shutdown")
		ScheduledExecutorService taskScheduler() {
			return Executors.newSingleThreadScheduledExecutor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

	@Configuration(proxyBeanMethods = false)
	static class Configurer implements SchedulingConfigurer {

		final CountDownLatch latch = new CountDownLatch(1);

		volatile String thread = "";

		private final SimpleAsyncTaskScheduler scheduler = new SimpleAsyncTaskScheduler();

		@Override
		public void configureTasks(ScheduledTaskRegistrar registrar) {
			this.scheduler.setThreadNamePrefix("own-");
			registrar.setTaskScheduler(this.scheduler);
			registrar.addFixedDelayTask(() -> {
				this.thread = Thread.currentThread().getName();
				this.latch.countDown();
			}, Duration.ofHours(1));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Registrar {

		final CountDownLatch latch = new CountDownLatch(1);

		@Bean
		ScheduledTaskRegistrar registrar(TaskScheduler scheduler) {
			ScheduledTaskRegistrar registrar = new ScheduledTaskRegistrar();
			registrar.setTaskScheduler(scheduler);
			registrar.addFixedDelayTask(this.latch::countDown, Duration.ofHours(1));
			return registrar;
		}

	}

}
