package io.makedaemon.spring.boot.testapp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.makedaemon.DaemonContext;
import io.makedaemon.DaemonFile;
import io.makedaemon.spring.boot.event.DaemonReadyEvent;

/**
 * Writes to the first of the daemon's files, and beside it when the daemon is ready.
 */
@Component
@ConditionalOnProperty("test.ready")
class Ready {

	private final DaemonContext daemon;

	private final String kind;

	private boolean applicationReady;

	Ready(DaemonContext daemon, @Value("${test.ready}") String kind) {
		this.daemon = daemon;
		this.kind = kind;
	}

	@EventListener
	void applicationIsReady(ApplicationReadyEvent event) throws IOException {
		DaemonFile file = this.daemon.files().get(0);
		this.daemon.channel(file).write(ByteBuffer.wrap("written".getBytes(StandardCharsets.UTF_8)));
		this.applicationReady = true;
	}

	@EventListener
	void daemonIsReady(DaemonReadyEvent event) throws IOException {
		Files.writeString(Path.of(this.daemon.name(this.daemon.files().get(0)) + "-ready"),
				this.applicationReady + " " + (event.getDaemon() == this.daemon) + " " + event.getDaemon().isAwaited());
		if (this.kind.equals("fail")) {
			throw new IllegalStateException("no ready listener today");
		}
	}

}
