package io.makedaemon.spring.boot.logging.logback;

import java.io.File;
import java.util.function.BooleanSupplier;

import ch.qos.logback.core.rolling.LengthCounter;
import ch.qos.logback.core.rolling.TriggeringPolicy;

/**
 * Does not ask a policy whether to roll a file while the file must not be rolled. When it
 * is asked again, the policy still knows what it would have answered.
 *
 * @param policy the policy
 * @param held whether the file must not be rolled
 * @param <E> the type of the events
 */
record HeldTrigger<E>(TriggeringPolicy<E> policy, BooleanSupplier held) implements TriggeringPolicy<E> {

	@Override
	public boolean isTriggeringEvent(File activeFile, E event) {
		return !this.held.getAsBoolean() && this.policy.isTriggeringEvent(activeFile, event);
	}

	@Override
	public LengthCounter getLengthCounter() {
		return this.policy.getLengthCounter();
	}

	@Override
	public void start() {
		this.policy.start();
	}

	@Override
	public void stop() {
		this.policy.stop();
	}

	@Override
	public boolean isStarted() {
		return this.policy.isStarted();
	}

}
