package io.makedaemon.spring.boot.testapp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Prints a line and logs another, again and again; until there is no memory any more,
 * where that is wanted. It has begun before any other runner does something.
 */
@Component
@ConditionalOnProperty("test.ticker")
@Order(Ordered.HIGHEST_PRECEDENCE)
class Ticker implements ApplicationRunner {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

	private final int exhaustAfter;

	private final List<byte[]> memory = new ArrayList<>();

	Ticker(@Value("${test.exhaust-after:0}") int exhaustAfter) {
		this.exhaustAfter = exhaustAfter;
	}

	@Override
	public void run(ApplicationArguments args) {
		Thread thread = new Thread(this::tick, "ticker");
		thread.start();
	}

	private void tick() {
		for (int i = 1;; i++) {
			while (i == this.exhaustAfter) {
				this.memory.add(new byte[1 << 20]);
			}
			System.out.println("out-ticker " + i);
			LoggerFactory.getLogger("ticker").info("tick {}", i);
			LockSupport.parkNanos(PAUSE);
		}
	}

}
