package io.makedaemon.sample;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.makedaemon.spring.boot.event.DaemonReadyEvent;
import io.makedaemon.spring.boot.event.DaemonReloadEvent;

/**
 * Listens to what only a daemon is told.
 */
@Component
class DaemonEvents {

	private static final Logger log = LoggerFactory.getLogger(DaemonEvents.class);

	@EventListener
	void ready(DaemonReadyEvent event) {
		log.info("The daemon is ready, and has inherited {}",
				event.getDaemon().files().stream().map(event.getDaemon()::name).toList());
	}

	@EventListener
	void reload(DaemonReloadEvent event) {
		log.info("The daemon is told to reload: a good time to read the prices again");
	}

}
