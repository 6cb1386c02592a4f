package com.example.ledger;

import io.makedaemon.spring.boot.event.DaemonReloadEvent;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Logs how much was captured, whenever the daemon is told to reload.
 */
@Component
class Meters {

	private static final Logger log = LoggerFactory.getLogger("meters");

	private final MeterRegistry registry;

	Meters(MeterRegistry registry) {
		this.registry = registry;
	}

	@EventListener(DaemonReloadEvent.class)
	void log() {
		double lines = this.registry.get("daemon.capture.lines").tag("stream", "stdout").functionCounter().count();
		log.info("{} lines", Math.round(lines));
	}

}
