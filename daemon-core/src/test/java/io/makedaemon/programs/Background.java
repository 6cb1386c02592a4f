package io.makedaemon.programs;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Threads that do not keep a program from ending.
 */
final class Background {

	private Background() {
	}

	static void start(String name, Action action) {
		Thread thread = new Thread(() -> {
			try {
				action.run();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * What a thread does.
	 */
	interface Action {

		void run() throws IOException, InterruptedException;

	}

}
