package io.makedaemon.spring.boot.logging.log4j2;

import org.apache.logging.log4j.core.appender.rolling.DirectFileRolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.RollingFileManager;
import org.apache.logging.log4j.core.appender.rolling.RolloverDescription;
import org.apache.logging.log4j.core.appender.rolling.RolloverStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Does not roll a file, whatever triggers that, until it is released.
 */
class HeldStrategy implements RolloverStrategy {

	private final RolloverStrategy strategy;

	private volatile boolean held = true;

	private volatile boolean due;

	private HeldStrategy(RolloverStrategy strategy) {
		this.strategy = strategy;
	}

	/**
	 * Hold back a strategy.
	 * @param strategy the strategy
	 * @return the strategy to use instead
	 */
	static RolloverStrategy of(RolloverStrategy strategy) {
		if (strategy instanceof HeldStrategy) {
			return strategy;
		}
		return (strategy instanceof DirectFileRolloverStrategy direct) ? new Direct(strategy, direct)
				: new HeldStrategy(strategy);
	}

	/**
	 * Roll the files of a manager again. One that should have been rolled is rolled at
	 * once: a policy tells that only once.
	 * @param manager the manager
	 */
	static void release(RollingFileManager manager) {
		if (manager.getRolloverStrategy() instanceof HeldStrategy strategy) {
			strategy.held = false;
			manager.setRolloverStrategy(strategy.strategy);
			if (strategy.due) {
				manager.rollover();
			}
		}
	}

	@Override
	public @Nullable RolloverDescription rollover(RollingFileManager manager) {
		if (this.held) {
			this.due = true;
			return null;
		}
		return this.strategy.rollover(manager);
	}

	/**
	 * Holds back a strategy that gives the files their names.
	 */
	private static final class Direct extends HeldStrategy implements DirectFileRolloverStrategy {

		private final DirectFileRolloverStrategy direct;

		private Direct(RolloverStrategy strategy, DirectFileRolloverStrategy direct) {
			super(strategy);
			this.direct = direct;
		}

		@Override
		public String getCurrentFileName(RollingFileManager manager) {
			return this.direct.getCurrentFileName(manager);
		}

		@Override
		public void clearCurrentFileName() {
			this.direct.clearCurrentFileName();
		}

	}

}
