package io.makedaemon.spring.boot.testapp;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Logs the health of the capture, again and again.
 */
@Component
@ConditionalOnProperty("test.health")
@ConditionalOnClass(HealthIndicator.class)
class HealthProbe {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

	HealthProbe(HealthIndicator daemonCaptureHealthIndicator) {
		Thread thread = new Thread(() -> probe(daemonCaptureHealthIndicator), "probe");
		thread.setDaemon(true);
		thread.start();
	}

	private static void probe(HealthIndicator indicator) {
		while (true) {
			LoggerFactory.getLogger("probe").info("health: {}", indicator.health());
			LockSupport.parkNanos(PAUSE);
		}
	}

}
