package io.makedaemon.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How a program waits for the test.
 */
final class Go {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

	private Go() {
	}

	/**
	 * Waits until the file exists that the system property {@code go} names.
	 */
	static void await() {
		Path file = Path.of(System.getProperty("go"));
		while (!Files.exists(file)) {
			LockSupport.parkNanos(PAUSE);
		}
	}

	/**
	 * Tells the test that it can go on.
	 */
	static void give() throws IOException {
		Files.createFile(Path.of(System.getProperty("go")));
	}

	static void forever() throws InterruptedException {
		new CountDownLatch(1).await();
	}

}
