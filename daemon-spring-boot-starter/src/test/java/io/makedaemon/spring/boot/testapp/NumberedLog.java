package io.makedaemon.spring.boot.testapp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

import io.makedaemon.DaemonContext;

/**
 * Logs and prints numbered lines until the context is closed, and then writes the last
 * number to a file.
 */
@Component
@ConditionalOnProperty("test.numbers")
class NumberedLog implements DisposableBean {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

	private static final Logger log = LoggerFactory.getLogger(NumberedLog.class);

	private final int generation;

	private final Path directory;

	private final Thread thread = new Thread(this::count, "numbers");

	private volatile boolean ended;

	private volatile int last;

	NumberedLog(DaemonContext daemon, @Value("${test.numbers}") Path directory) {
		this.generation = daemon.generation();
		this.directory = directory;
		this.thread.start();
	}

	private void count() {
		int number = 0;
		while (!this.ended) {
			number++;
			log.info("printer-g{} {}", this.generation, number);
			System.out.println("out-g" + this.generation + " " + number);
			LockSupport.parkNanos(PAUSE);
		}
		this.last = number;
	}

	@Override
	public void destroy() throws IOException, InterruptedException {
		this.ended = true;
		this.thread.join();
		Files.writeString(this.directory.resolve("last." + this.generation), Integer.toString(this.last));
	}

}
