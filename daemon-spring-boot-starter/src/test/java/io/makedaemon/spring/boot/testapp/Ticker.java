package io.makedaemon.spring.boot.testapp;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Prints a line and logs another, again and again.
 */
@Component
@ConditionalOnProperty("test.ticker")
class Ticker implements ApplicationRunner {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

	@Override
	public void run(ApplicationArguments args) {
		Thread thread = new Thread(Ticker::tick, "ticker");
		thread.start();
	}

	private static void tick() {
		for (int i = 1;; i++) {
			System.out.println("out-ticker " + i);
			LoggerFactory.getLogger("ticker").info("tick {}", i);
			LockSupport.parkNanos(PAUSE);
		}
	}

}
