package com.example.ledger;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;

/**
 * A shutdown hook that has nothing to do with Spring, and prints when the log has been
 * closed.
 */
final class LateHook {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

	private LateHook() {
	}

	static void addIfWanted() {
		if (Boolean.getBoolean("ledger.late-hook")) {
			LoggerContext context = (LoggerContext) LogManager.getContext(LateHook.class.getClassLoader(), false);
			Runtime.getRuntime().addShutdownHook(new Thread(() -> print(context)));
		}
	}

	private static void print(LoggerContext context) {
		System.out.println("printed by another hook");
		while (!context.isStopped()) {
			LockSupport.parkNanos(PAUSE);
		}
		System.out.println("printed when the log was closed");
		System.err.println("an error when the log was closed");
	}

}
