package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.makedaemon.testsupport.ProcessFacts;

/**
 * Reads a pid file all the time, and collects what does not name a living process.
 */
final class PidFileReader implements AutoCloseable {

	private final Path pidFile;

	private final Queue<String> dead = new ConcurrentLinkedQueue<>();

	private final Thread thread = new Thread(this::run);

	private volatile boolean closed;

	PidFileReader(Path pidFile) {
		this.pidFile = pidFile;
		this.thread.start();
	}

	private void run() {
		while (!this.closed) {
			try {
				String content = Files.readString(this.pidFile);
				boolean living = content.matches("\\d+\\s+")
						&& new ProcessFacts(Long.parseLong(content.strip())).isAlive();
				// Another process may be in the file by now
				if (!living && content.equals(Files.readString(this.pidFile))) {
					this.dead.add(content);
				}
			}
			catch (IOException ex) {
				this.dead.add(ex.toString());
			}
		}
	}

	Queue<String> dead() {
		return this.dead;
	}

	@Override
	public void close() {
		this.closed = true;
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
