package io.makedaemon.spring.boot.testapp;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/**
 * Breaks the application's liveness state as long as a file exists.
 */
@Component
@ConditionalOnProperty("test.broken")
class LivenessSwitch implements ApplicationRunner {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

	private final ApplicationContext context;

	private final Path file;

	LivenessSwitch(ApplicationContext context, @Value("${test.broken}") Path file) {
		this.context = context;
		this.file = file;
	}

	@Override
	public void run(ApplicationArguments args) {
		Thread thread = new Thread(this::watch, "switch");
		thread.setDaemon(true);
		thread.start();
	}

	private void watch() {
		LivenessState state = LivenessState.CORRECT;
		while (true) {
			LivenessState wanted = Files.exists(this.file) ? LivenessState.BROKEN : LivenessState.CORRECT;
			if (state != wanted) {
				AvailabilityChangeEvent.publish(this.context, wanted);
				state = wanted;
			}
			LockSupport.parkNanos(PAUSE);
		}
	}

}
