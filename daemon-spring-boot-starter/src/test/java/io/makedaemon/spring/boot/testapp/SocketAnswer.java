package io.makedaemon.spring.boot.testapp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.makedaemon.DaemonContext;
import io.makedaemon.spring.boot.DaemonState;

/**
 * Answers each connection to an inherited socket with the process id, the socket's name,
 * and the sockets that there are.
 */
@Component
@ConditionalOnProperty("test.answer")
class SocketAnswer {

	private final DaemonContext daemon;

	private final DaemonState state;

	SocketAnswer(DaemonContext daemon, DaemonState state) {
		this.daemon = daemon;
		this.state = state;
	}

	@EventListener(ApplicationReadyEvent.class)
	void begin() {
		for (Map.Entry<String, ServerSocketChannel> socket : this.daemon.sockets().entrySet()) {
			new Thread(() -> answer(socket.getKey(), socket.getValue())).start();
		}
	}

	private void answer(String name, ServerSocketChannel socket) {
		try {
			while (true) {
				try (SocketChannel connection = socket.accept()) {
					String text = ProcessHandle.current().pid() + " " + name + " " + this.state.sockets();
					connection.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
