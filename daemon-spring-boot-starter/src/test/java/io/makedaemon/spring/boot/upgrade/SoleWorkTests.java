package io.makedaemon.spring.boot.upgrade;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SoleWork}.
 */
class SoleWorkTests {

	private static final SoleWork ALL = new SoleWork(true, true);

	private static final SoleWork SCHEDULERS = new SoleWork(true, false);

	private static final SoleWork LISTENERS = new SoleWork(false, true);

	@Test
	void recognizesQuartzAsScheduler() {
		assertThat(ALL.includes(SchedulerFactoryBean.class)).isTrue();
		assertThat(SCHEDULERS.includes(SchedulerFactoryBean.class)).isTrue();
		assertThat(LISTENERS.includes(SchedulerFactoryBean.class)).isFalse();
	}

	@Test
	void recognizesContainerAndRegistryAsListeners() {
		for (Class<?> type : new Class<?>[] { ConcurrentContainer.class, KafkaListenerEndpointRegistry.class,
				DefaultListenerContainerRegistry.class }) {
			assertThat(ALL.includes(type)).isTrue();
			assertThat(LISTENERS.includes(type)).isTrue();
			assertThat(SCHEDULERS.includes(type)).isFalse();
		}
	}

	@Test
	void recognizesSubclass() {
		assertThat(SCHEDULERS.includes(OwnScheduler.class)).isTrue();
	}

	@Test
	void leavesWhatHasNoKeptMessages() {
		assertThat(ALL.includes(RedisMessageListenerContainer.class)).isFalse();
		assertThat(ALL.includes(RedisListenerEndpointRegistry.class)).isFalse();
	}

	@Test
	void leavesWhatServesRequests() {
		assertThat(ALL.includes(EventDrivenConsumer.class)).isFalse();
		assertThat(ALL.includes(Object.class)).isFalse();
		assertThat(ALL.includes(null)).isFalse();
	}

	@Test
	void isNoneWhenBothAreSwitchedOff() {
		SoleWork none = new SoleWork(false, false);
		assertThat(none.isAny()).isFalse();
		assertThat(none.includes(SchedulerFactoryBean.class)).isFalse();
		assertThat(none.includes(ConcurrentContainer.class)).isFalse();
	}

	static class SchedulerFactoryBean {

	}

	static class OwnScheduler extends SchedulerFactoryBean {

	}

	interface MessageListenerContainer {

	}

	interface PausableContainer extends MessageListenerContainer {

	}

	static class ConcurrentContainer implements PausableContainer {

	}

	static class KafkaListenerEndpointRegistry {

	}

	static class DefaultListenerContainerRegistry {

	}

	static class RedisMessageListenerContainer {

	}

	static class RedisListenerEndpointRegistry {

	}

	static class EventDrivenConsumer {

	}

}
