package io.makedaemon.spring.boot.testapp;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.makedaemon.spring.boot.event.DaemonRestartedEvent;

/**
 * Prints that the daemon was started again.
 */
@Component
@ConditionalOnProperty("test.restarted")
class Restarted {

	@EventListener
	void restarted(DaemonRestartedEvent event) {
		System.out.println("a listener knows of " + event.getSupervisor().restarts() + " restart");
	}

}
