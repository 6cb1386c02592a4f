package io.makedaemon.spring.boot.testapp;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

import io.makedaemon.Daemon;
import io.makedaemon.DaemonStage;

/**
 * A shutdown hook that has nothing to do with Spring, and prints when the log has been
 * closed.
 */
final class LateHook {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

	private LateHook() {
	}

	static void addIfWanted() {
		if (Boolean.getBoolean("test.late-hook") && Daemon.stage() == DaemonStage.DAEMON) {
			Runtime.getRuntime().addShutdownHook(new Thread(LateHook::print));
		}
	}

	private static void print() {
		System.out.println("printed by another hook");
		LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
		while (context.isStarted()) {
			LockSupport.parkNanos(PAUSE);
		}
		System.out.println("printed when the log was closed");
		System.err.println("an error when the log was closed");
	}

}
