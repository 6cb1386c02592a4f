package io.makedaemon.spring.boot.testapp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.makedaemon.Daemon;
import io.makedaemon.spring.boot.event.DaemonReloadEvent;
import io.makedaemon.spring.boot.event.DaemonSignalEvent;

/**
 * Writes to a file of the launch directory what signals it gets.
 */
@Component
@ConditionalOnProperty("test.signals")
class Signals {

	private final String kind;

	private boolean failed;

	Signals(@Value("${test.signals}") String kind) {
		this.kind = kind;
	}

	@EventListener
	void reload(DaemonReloadEvent event) throws IOException {
		if (Thread.currentThread().getContextClassLoader() != event.getApplicationContext().getClassLoader()) {
			append("wrong class loader");
		}
		append("reload");
		if (this.kind.equals("fail") && !this.failed) {
			this.failed = true;
			throw new IllegalStateException("no reload today");
		}
	}

	@EventListener
	void signal(DaemonSignalEvent event) throws IOException {
		append(event.getSignal().name());
	}

	private static void append(String text) throws IOException {
		Path file = Daemon.launchDirectory().resolve("signals");
		Files.writeString(file, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

}
