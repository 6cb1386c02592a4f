package com.example.orders;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.makedaemon.DaemonContext;
import io.makedaemon.spring.boot.event.DaemonReadyEvent;
import io.makedaemon.spring.boot.event.DaemonReloadEvent;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Writes what happens to the inherited file.
 */
@Component
class Journal {

	private final DaemonContext daemon;

	Journal(DaemonContext daemon) {
		this.daemon = daemon;
	}

	@EventListener
	void ready(DaemonReadyEvent event) throws IOException {
		write("ready");
	}

	@EventListener
	void reload(DaemonReloadEvent event) throws IOException {
		write("reload");
	}

	private void write(String text) throws IOException {
		System.out.println("journal: " + text);
		this.daemon.channel(this.daemon.files().get(0))
			.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)));
	}

}
