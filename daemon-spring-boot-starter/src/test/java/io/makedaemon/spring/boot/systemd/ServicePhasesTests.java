package io.makedaemon.spring.boot.systemd;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.mock.env.MockEnvironment;

import io.makedaemon.signal.SignalQueue;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ServicePhases}, and the {@link ContextLiveness} of its watchdog.
 */
class ServicePhasesTests {

	private final List<String> told = new CopyOnWriteArrayList<>();

	private final ServicePhases phases = new ServicePhases(
			new ServiceNotifier((assignments) -> this.told.addAll(List.of(assignments))), new MockEnvironment(),
			SignalQueue.of(List.of()));

	@Test
	void tellsOneBehindTheOther() {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			this.phases.contextLoaded(context);
			context.refresh();
			this.phases.ready(context);
		}
		assertThat(this.told).hasSize(5).contains("STATUS=context refreshing", "READY=1", "STOPPING=1");
		assertThat(this.told.get(2)).matches("STATUS=ready after \\d+\\.\\d seconds");
		assertThat(this.told).endsWith("STOPPING=1", "STATUS=stopping");
	}

	@Test
	void tellsTheEndBeforeAnythingIsDestroyed() {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.registerBean(DisposableBean.class, () -> () -> this.told.add("destroyed"));
			this.phases.contextLoaded(context);
			context.refresh();
		}
		assertThat(this.told).endsWith("STOPPING=1", "STATUS=stopping", "destroyed");
	}

	@Test
	void doesNotTellTheEndOfAnotherContext() {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			this.phases.contextLoaded(context);
			context.refresh();
			try (GenericApplicationContext child = new GenericApplicationContext(context)) {
				child.refresh();
			}
			this.phases.ready(context);
			assertThat(this.told).doesNotContain("STOPPING=1");
		}
	}

	@Test
	void isNotReadyWhenItIsStopping() {
		GenericApplicationContext context = new GenericApplicationContext();
		this.phases.contextLoaded(context);
		context.refresh();
		context.close();
		this.phases.ready(context);
		assertThat(this.told).doesNotContain("READY=1");
	}

	@Test
	void tellsTheFirstLineOfFailureAndLeavesIt() {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			this.phases.contextLoaded(context);
			context.refresh();
			this.phases.failed(new IllegalStateException("broken\nin two"));
			assertThat(this.told).endsWith("STATUS=failed: java.lang.IllegalStateException: broken");
		}
		assertThat(this.told).endsWith("STATUS=failed: java.lang.IllegalStateException: broken", "STOPPING=1");
	}

	@Test
	void isAliveWithoutAvailability() {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.refresh();
			assertThat(new ContextLiveness(context).isCorrect()).isTrue();
		}
	}

	@Test
	void isAsAliveAsTheAvailabilitySays() {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.registerBean(ApplicationAvailability.class, ApplicationAvailabilityBean::new);
			context.refresh();
			AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
			assertThat(new ContextLiveness(context).isCorrect()).isTrue();
			AvailabilityChangeEvent.publish(context, LivenessState.BROKEN);
			assertThat(new ContextLiveness(context).isCorrect()).isFalse();
		}
	}

	@Test
	void isAsAliveAsTheBeanForThatSays() {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.registerBean(ApplicationAvailability.class, ApplicationAvailabilityBean::new);
			context.registerBean(Liveness.class, () -> () -> false);
			context.refresh();
			AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
			assertThat(new ContextLiveness(context).isCorrect()).isFalse();
		}
	}

}
