package io.makedaemon.spring.boot.testapp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Works again and again, and appends its process id when it begins and when it ends. It
 * is told to consume messages as well.
 */
final class ScheduledWork {

	private ScheduledWork() {
	}

	/**
	 * Called like those of the libraries.
	 */
	interface MessageListenerContainer extends SmartLifecycle {

	}

	@Component
	@EnableScheduling
	@ConditionalOnProperty("test.scheduled")
	static class Worker implements MessageListenerContainer {

		private static final long PART = Duration.ofMillis(200).toNanos();

		private final Path file;

		private volatile boolean running;

		Worker(@Value("${test.scheduled}") Path file) {
			this.file = file;
		}

		@Scheduled(fixedDelay = 10)
		void work() {
			note("begin");
			LockSupport.parkNanos(PART);
			note("end");
		}

		private void note(String what) {
			try {
				Files.writeString(this.file, ProcessHandle.current().pid() + " " + what + "\n",
						StandardOpenOption.CREATE, StandardOpenOption.APPEND);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		public void start() {
			this.running = true;
			note("start");
		}

		@Override
		public void stop() {
			this.running = false;
			note("stop");
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

}
