package io.makedaemon.spring.boot.start;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.metrics.ApplicationStartup;
import org.springframework.core.metrics.StartupStep;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link SlowSteps}: the beans that take long, and how long they take.
 */
class SlowStepsTests {

	private final List<String> told = new ArrayList<>();

	private final AtomicLong now = new AtomicLong();

	private final SlowSteps steps = new SlowSteps(this.told::add, this.now::get);

	@Test
	void tellsNothingOfShortSteps() {
		StartupStep refresh = this.steps.start("spring.context.refresh");
		StartupStep bean = bean("dataSource");
		pass(4);
		bean.end();
		pass(60);
		refresh.end();
		assertThat(this.told).isEmpty();
	}

	@Test
	void tellsWhichBeanTakesLongAndHowLongItHasTaken() {
		StartupStep bean = bean("dataSource");
		pass(5);
		pass(1);
		bean.end();
		pass(1);
		assertThat(this.told).containsExactly("creating bean dataSource for 5 s", "creating bean dataSource for 6 s",
				"context refreshing, bean dataSource took 6.0 s");
	}

	@Test
	void countsBeansThatAnotherOneNeedsForThemselves() {
		StartupStep outer = bean("repository");
		pass(1);
		StartupStep inner = bean("dataSource");
		pass(7);
		inner.end();
		pass(3);
		outer.end();
		pass(1);
		assertThat(this.told).containsExactly("creating bean dataSource for 7 s",
				"context refreshing, bean dataSource took 7.0 s");
	}

	@Test
	void observesNoMoreWhenTheStartIsOver() {
		this.steps.end();
		bean("request");
		pass(10);
		assertThat(this.told).isEmpty();
	}

	@Test
	void observesContext() {
		GenericApplicationContext context = new GenericApplicationContext();
		SlowSteps observer = SlowSteps.observe(context, this.told::add);
		assertThat(context.getApplicationStartup()).isSameAs(observer);
		observer.end();
	}

	@Test
	void leavesObserverOfTheUserAlone() {
		GenericApplicationContext context = new GenericApplicationContext();
		ApplicationStartup startup = new BufferingApplicationStartup(16);
		context.setApplicationStartup(startup);
		SlowSteps.observe(context, this.told::add);
		assertThat(context.getApplicationStartup()).isSameAs(startup);
	}

	private StartupStep bean(String name) {
		return this.steps.start("spring.beans.instantiate").tag("beanName", name);
	}

	private void pass(int seconds) {
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
		this.steps.tell();
	}

}
