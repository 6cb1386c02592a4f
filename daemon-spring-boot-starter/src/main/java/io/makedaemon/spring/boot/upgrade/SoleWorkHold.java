package io.makedaemon.spring.boot.upgrade;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

import io.makedaemon.spring.boot.start.StartListener;

/**
 * Keeps a new generation of a daemon from scheduled work and messages until the former
 * one has ended.
 */
public final class SoleWorkHold implements StartListener {

	private static final String BEAN = "daemonSoleWorkHold";

	private static final Log log = LogFactory.getLog(SoleWorkHold.class);

	private final SoleWork work;

	private final Consumer<Runnable> onSoleOwner;

	private @Nullable Hold hold;

	/**
	 * Create the listener.
	 * @param work what to keep it from
	 * @param onSoleOwner runs an action when the former generation has ended
	 */
	public SoleWorkHold(SoleWork work, Consumer<Runnable> onSoleOwner) {
		this.work = work;
		this.onSoleOwner = onSoleOwner;
	}

	@Override
	public void contextPrepared(ConfigurableApplicationContext context) {
		Hold hold = new Hold(context, new HeldBeans(context, this.work));
		if (this.work.schedulers()) {
			context.getBeanFactory().registerSingleton(BEAN, hold);
		}
		this.hold = hold;
		this.onSoleOwner.accept(hold::release);
	}

	@Override
	public void ready(ConfigurableApplicationContext context) {
		if (this.hold != null) {
			this.hold.tell();
		}
	}

	/**
	 * What is held in one context.
	 */
	private static final class Hold implements SchedulingConfigurer, BeanPostProcessor, Ordered {

		private final ConfigurableApplicationContext context;

		private final HeldBeans beans;

		private final List<HeldTaskScheduler> schedulers = new ArrayList<>();

		private boolean released;

		Hold(ConfigurableApplicationContext context, HeldBeans beans) {
			this.context = context;
			this.beans = beans;
		}

		/**
		 * Come after the application's own, which may choose the scheduler.
		 */
		@Override
		public int getOrder() {
			return Ordered.LOWEST_PRECEDENCE;
		}

		/**
		 * Hold the methods with {@code @Scheduled}, and the tasks of other configurers.
		 */
		@Override
		public void configureTasks(ScheduledTaskRegistrar registrar) {
			TaskScheduler scheduler = registrar.getScheduler();
			if (scheduler != null) {
				registrar.setTaskScheduler(held(scheduler));
			}
		}

		/**
		 * Hold the tasks of a registrar that is a bean, as XML defines it.
		 */
		@Override
		public Object postProcessBeforeInitialization(Object bean, String beanName) {
			if (bean instanceof ScheduledTaskRegistrar registrar) {
				configureTasks(registrar);
			}
			return bean;
		}

		private synchronized TaskScheduler held(TaskScheduler scheduler) {
			if (this.released) {
				return scheduler;
			}
			HeldTaskScheduler held = new HeldTaskScheduler(scheduler);
			this.schedulers.add(held);
			return held;
		}

		synchronized void tell() {
			List<String> held = new ArrayList<>(
					this.beans.names().stream().map(BeanFactoryUtils::transformedBeanName).toList());
			int tasks = this.schedulers.stream().mapToInt(HeldTaskScheduler::tasks).sum();
			if (tasks > 0) {
				held.add((tasks == 1) ? "1 scheduled task" : tasks + " scheduled tasks");
			}
			if (!this.released && !held.isEmpty()) {
				log.info("Held until the former generation of this daemon has ended: " + String.join(", ", held));
			}
		}

		void release() {
			List<HeldTaskScheduler> held;
			synchronized (this) {
				this.released = true;
				held = List.copyOf(this.schedulers);
			}
			try {
				if (!this.context.isClosed()) {
					this.beans.release();
					held.forEach(HeldTaskScheduler::release);
				}
			}
			catch (RuntimeException | Error ex) {
				log.error("What was held until the former generation of this daemon had ended cannot be started", ex);
			}
		}

	}

}
